import * as pulumi from "@pulumi/pulumi";
import { renderInstance } from "../configs/render";
import { type Endpoint, endpointOf } from "./connection";
import type { InstanceArgs } from "./instance-args";
import { createNodes } from "./platform";

/** Arguments of {@link RedisReplica}. */
export type RedisReplicaArgs = InstanceArgs;

/**
 * The replicas of an instance: those that are always there, `replicas.min` of them.
 *
 * @example
 * ```typescript
 * const replicas = new RedisReplica("cache-replica", { context, secrets });
 * ```
 */
export class RedisReplica extends pulumi.ComponentResource {
  /** Addresses of the replicas, in order. */
  readonly endpoints: pulumi.Output<Endpoint[]>;
  /** What the platform made of them, for what this component does not offer. */
  readonly nodes: pulumi.Resource[];

  constructor(name: string, args: RedisReplicaArgs, opts?: pulumi.ComponentResourceOptions) {
    const { context } = args;
    super("redis-cache:index:RedisReplica", name, { platform: context.platform, instance: context.name }, opts);

    const addresses = context.nodes.replicas.slice(0, context.settings.replicas.min);
    this.nodes = createNodes(name, { ...args, addresses, files: renderInstance(context).redis }, this);

    this.endpoints = pulumi.output(addresses.map(endpointOf));
    this.registerOutputs({ endpoints: this.endpoints });
  }
}
