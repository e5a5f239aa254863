import * as batch from "@pulumi/kubernetes/batch/v1";
import * as pulumi from "@pulumi/pulumi";
import type { Instance, InstanceContext } from "../configs";
import { drillCronJob } from "./kubernetes/cron-jobs";

/** Arguments of {@link RestoreDrill}. */
export interface RestoreDrillArgs {
  /** The instance, as `instanceContext` makes it, on platform `kubernetes`. */
  context: InstanceContext;
  /** When it is done; docs/settings.md explains it. */
  backup: NonNullable<Instance["backup"]>;
}

/**
 * Proves by schedule that the newest backup can be restored, and on demand by `redis-cache drill`. It uses what
 * {@link BackupCronJob} makes: service account, files and credentials.
 *
 * @example
 * ```typescript
 * new RestoreDrill("cache-drill", { context, backup }, { dependsOn: backups });
 * ```
 */
export class RestoreDrill extends pulumi.ComponentResource {
  readonly cronJob: batch.CronJob;

  constructor(name: string, { context, backup }: RestoreDrillArgs, opts?: pulumi.ComponentResourceOptions) {
    super("redis-cache:index:RestoreDrill", name, { instance: context.name }, opts);
    this.cronJob = new batch.CronJob(`${name}-job`, drillCronJob(context, backup), { parent: this });
    this.registerOutputs({ cronJob: this.cronJob.metadata.name });
  }
}
