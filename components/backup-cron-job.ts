import * as batch from "@pulumi/kubernetes/batch/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import * as networking from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { type Instance, type InstanceContext, type InstanceSecrets, objectNames } from "../configs";
import { type InstanceFiles, renderInstance } from "../configs/render";
import { backupAccount, backupCronJob } from "./kubernetes/cron-jobs";
import { configMap } from "./kubernetes/config-maps";
import { metadata } from "./kubernetes/metadata";
import { backupPolicy } from "./kubernetes/network-policies";
import { bucketFiles } from "../configs/secrets/node-files";

/** Arguments of {@link BackupCronJob}. */
export interface BackupCronJobArgs {
  /** The instance, as `instanceContext` makes it, on platform `kubernetes`. */
  context: InstanceContext;
  /**
   * Files of the instance, as `renderInstance` makes them.
   * @default rendered from `context`
   */
  files?: InstanceFiles;
  /** What is taken when, and where it goes; docs/settings.md explains it. */
  backup: NonNullable<Instance["backup"]>;
  /**
   * Credentials for the bucket, `bucket`, for `backup.credentials.source: config`.
   * @default none
   */
  secrets?: pulumi.Input<Partial<InstanceSecrets>>;
}

/**
 * Backups of an instance in a bucket, by schedule, and on demand by `redis-cache backup`.
 *
 * @example
 * ```typescript
 * new BackupCronJob("cache-backup", { context, backup, secrets }, { dependsOn: master });
 * ```
 */
export class BackupCronJob extends pulumi.ComponentResource {
  readonly cronJob: batch.CronJob;

  constructor(name: string, args: BackupCronJobArgs, opts?: pulumi.ComponentResourceOptions) {
    const { backup, context, files = renderInstance(context) } = args;
    super("redis-cache:index:BackupCronJob", name, { instance: context.name }, opts);
    const names = objectNames(context);
    const config = configMap(context, names.backup, files.backup!);

    const dependsOn = [
      new core.ServiceAccount(`${name}-account`, backupAccount(context, backup), { parent: this }),
      new core.ConfigMap(`${name}-config`, config, { parent: this }),
      new networking.NetworkPolicy(`${name}-policy`, backupPolicy(context, backup), { parent: this }),
      ...(backup.credentials.source === "config" ? [this.bucketSecret(name, args)] : []),
    ];
    this.cronJob = new batch.CronJob(`${name}-job`, backupCronJob(context, backup), { parent: this, dependsOn });

    this.registerOutputs({ cronJob: this.cronJob.metadata.name });
  }

  private bucketSecret(name: string, { context, secrets = {} }: BackupCronJobArgs): core.Secret {
    const stringData = pulumi.secret(pulumi.output(secrets).apply(bucketFiles));
    const named = metadata(context, { kind: "Secret", name: objectNames(context).bucket });
    return new core.Secret(`${name}-bucket`, { metadata: named, stringData }, { parent: this });
  }
}
