import * as pulumi from "@pulumi/pulumi";
import { type Endpoint, endpointOf } from "../configs/connection";
import { filesOfKind, type InstanceArgs } from "./instance-args";
import { localNodes } from "./platform/local";

/** Arguments of {@link BackupServer}. */
export type BackupServerArgs = InstanceArgs;

/**
 * An S3 server on this machine for the backups of an instance; only for platform `local` with `backup.server`.
 *
 * @example
 * ```typescript
 * const server = new BackupServer("cache-backup-server", { context, secrets, localDirectory });
 * ```
 */
export class BackupServer extends pulumi.ComponentResource {
  /** Where it speaks S3, by HTTP. */
  readonly endpoint: pulumi.Output<Endpoint>;

  constructor(name: string, args: BackupServerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { context } = args;
    super("redis-cache:index:BackupServer", name, { platform: context.platform, instance: context.name }, opts);

    const address = context.nodes.backupServer!;
    localNodes(name, { ...args, addresses: [address], count: 1, ...filesOfKind(args, "backup") }, this);

    this.endpoint = pulumi.output(endpointOf(address));
    this.registerOutputs({ endpoint: this.endpoint });
  }
}
