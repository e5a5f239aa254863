import * as batch from "@pulumi/kubernetes/batch/v1";
import * as networking from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import type { InstanceContext } from "../configs";
import { type InstanceFiles, renderInstance } from "../configs/render";
import { configurationJob } from "./kubernetes/configuration-job";
import { configurationPolicy } from "./kubernetes/network-policies";

/** Arguments of {@link ConfigurationJob}. */
export interface ConfigurationJobArgs {
  /** The instance, as `instanceContext` makes it, on platform `kubernetes`. */
  context: InstanceContext;
  /**
   * Files of its nodes, as `renderInstance` makes them.
   * @default rendered from `context`
   */
  files?: InstanceFiles;
}

/**
 * Ends when every Redis node has the configuration in force, so that whoever deploys waits for that: by the files that
 * the nodes mount, and without any right to the Kubernetes API. Its name changes with them.
 *
 * @example
 * ```typescript
 * new ConfigurationJob("cache-configuration", { context }, { dependsOn: [master, replicas] });
 * ```
 */
export class ConfigurationJob extends pulumi.ComponentResource {
  readonly job: batch.Job;

  constructor(name: string, args: ConfigurationJobArgs, opts?: pulumi.ComponentResourceOptions) {
    const { context, files = renderInstance(context) } = args;
    super("redis-cache:index:ConfigurationJob", name, { instance: context.name }, opts);
    const policy = new networking.NetworkPolicy(`${name}-policy`, configurationPolicy(context), { parent: this });
    this.job = new batch.Job(`${name}-job`, configurationJob(context, files), { parent: this, dependsOn: policy });
    this.registerOutputs({ job: this.job.metadata.name });
  }
}
