import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { refusal } from "../refusal";
import type { ServiceAccount } from "./policies";
import * as policies from "./policies";
import { role } from "./roles";
import type { SafeBucket } from "./safe-bucket";
import { safeBucket } from "./safe-bucket";

/** Arguments of {@link BackupBucket}. */
export interface BackupBucketArgs {
  /** Name of the bucket, of which there is one in the world. */
  bucketName: pulumi.Input<string>;
  /**
   * Folder of the backups that the roles are about, as setting `backup.prefix` has it; plain text, without a / at its
   * ends.
   */
  prefix: string;
  /**
   * ARN of the KMS key that encrypts.
   * @default S3's own key
   */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * Days for which nobody without a right of its own can remove a new object (object lock, mode GOVERNANCE); only for a
   * new bucket.
   * @default none
   */
  lockDays?: number;
  /**
   * Days after which backups that were removed are gone.
   * @default 30
   */
  expireNoncurrentDays?: number;
  /**
   * A second bucket to which S3 copies every new object; in another region, it outlives the loss of this one.
   * @default none
   */
  replica?: { bucketName: pulumi.Input<string>; region: pulumi.Input<string>; kmsKeyArn?: pulumi.Input<string> };
  /**
   * The service account whose pods take backups.
   * @default none, and no role for it
   */
  backupAccount?: ServiceAccount;
  /**
   * The service account whose pods restore and prove backups.
   * @default none, and no role for it
   */
  restoreAccount?: ServiceAccount;
  /**
   * Whether the buckets outlive the stack; with objects in them they cannot be removed in any case.
   * @default true
   */
  keep?: boolean;
}

/** The keys of both buckets; undefined where S3's own encrypt. */
interface Keys {
  main: pulumi.Input<string>;
  replica: pulumi.Input<string>;
}

function keysOf({ kmsKeyArn, replica }: BackupBucketArgs, resource: pulumi.Resource): Keys | undefined {
  if (kmsKeyArn !== undefined && replica?.kmsKeyArn !== undefined)
    return { main: kmsKeyArn, replica: replica.kmsKeyArn };
  if (kmsKeyArn === replica?.kmsKeyArn) return undefined;
  const property = kmsKeyArn === undefined ? "kmsKeyArn" : "replica.kmsKeyArn";
  const reason = "is missing: S3 copies objects between a bucket with a key of KMS and one without only by halves";
  throw refusal({ property, reason, fix: "give keys for both buckets, or for none" }, resource);
}

/**
 * A bucket on AWS for backups, and roles of least rights for what takes and what restores them.
 *
 * @example
 * ```typescript
 * const bucket = new BackupBucket("cache-backups", {
 *   bucketName: "example-redis-backups",
 *   prefix: "redis-prod/cache",
 *   replica: { bucketName: "example-redis-backups-west", region: "eu-west-1" },
 * });
 * ```
 */
export class BackupBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;
  /** Only with `backupAccount`. */
  readonly backupRoleArn?: pulumi.Output<string>;
  /** Only with `restoreAccount`. */
  readonly restoreRoleArn?: pulumi.Output<string>;

  constructor(name: string, args: BackupBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    const { bucketName, prefix } = args;
    super("redis-cache:index:BackupBucket", name, { bucketName, prefix }, opts);

    const { expireNoncurrentDays = 30, kmsKeyArn, lockDays, keep = true } = args;
    const kept = { parent: this, retainOnDelete: keep };
    const main = safeBucket(name, { bucketName, kmsKeyArn, lockDays, expireNoncurrentDays }, kept);
    if (args.replica) {
      const replica = safeBucket(`${name}-replica`, { ...args.replica, expireNoncurrentDays }, kept);
      this.replicate(name, { main, replica }, keysOf(args, this));
    }
    const { arn } = main.bucket;
    const key: Record<string, pulumi.Input<string>> = kmsKeyArn === undefined
      ? {}
      : { key: policies.keyRights(kmsKeyArn) };
    if (args.backupAccount) {
      const rights = { objects: policies.backupRights(arn, prefix), ...key };
      this.backupRoleArn = role(`${name}-backup`, policies.trustedServiceAccount(args.backupAccount), rights, this).arn;
    }
    if (args.restoreAccount) {
      const rights = { objects: policies.restoreRights(arn, prefix), ...key };
      this.restoreRoleArn = role(
        `${name}-restore`,
        policies.trustedServiceAccount(args.restoreAccount),
        rights,
        this,
      ).arn;
    }

    this.bucketName = main.bucket.id;
    this.bucketArn = arn;
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }

  /** New objects only, and not their removal: whoever removes backups here leaves those. */
  private replicate(name: string, { main, replica }: Record<"main" | "replica", SafeBucket>, keys?: Keys): void {
    const rights = {
      objects: policies.replicationRights(main.bucket.arn, replica.bucket.arn),
      ...(keys && { keys: policies.replicationKeyRights(keys.main, keys.replica) }),
    };
    const s3Role = role(`${name}-replication`, policies.trustedService("s3.amazonaws.com"), rights, this);
    const encrypted = keys && { encryptionConfiguration: { replicaKmsKeyId: keys.replica } };
    const rule = {
      id: "everything",
      status: "Enabled",
      filter: {},
      deleteMarkerReplication: { status: "Disabled" },
      destination: { bucket: replica.bucket.arn, ...encrypted },
      ...(encrypted && { sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } } }),
    };
    new s3.BucketReplicationConfig(
      `${name}-replication`,
      { bucket: main.bucket.id, role: s3Role.arn, rules: [rule] },
      { parent: this, dependsOn: [main.versioning, replica.versioning] },
    );
  }
}
