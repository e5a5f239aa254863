import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import { encryptedTransport } from "./policies";

/** How a bucket keeps what is in it. */
export interface SafeBucketArgs {
  /** Name of the bucket, of which there is one in the world. */
  bucketName: pulumi.Input<string>;
  /** Region of the bucket. */
  region?: pulumi.Input<string>;
  /** ARN of the key that encrypts; without it S3's own. */
  kmsKeyArn?: pulumi.Input<string>;
  /** Days for which nobody can remove a new object. */
  lockDays?: number;
  /** Days after which what was removed or replaced is gone. */
  expireNoncurrentDays: number;
}

/** A bucket that keeps versions, that nobody outside reaches, and that speaks TLS only. */
export interface SafeBucket {
  bucket: s3.Bucket;
  versioning: s3.BucketVersioning;
}

export function safeBucket(name: string, args: SafeBucketArgs, opts: pulumi.ResourceOptions): SafeBucket {
  const { bucketName, lockDays, ...rest } = args;
  const { region } = rest;
  const locked = lockDays !== undefined && { objectLockEnabled: true };
  // A bucket with objects in it cannot be removed: a mistaken destroy fails there.
  const bucket = new s3.Bucket(name, { bucket: bucketName, region, forceDestroy: false, ...locked }, opts);
  const of = { bucket: bucket.id, region };
  const parent = { parent: opts.parent };
  new s3.BucketPublicAccessBlock(`${name}-public`, { ...of, ...nothingPublic }, parent);
  new s3.BucketOwnershipControls(
    `${name}-ownership`,
    { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
    parent,
  );
  new s3.BucketPolicy(`${name}-policy`, { ...of, policy: encryptedTransport(bucket.arn) }, parent);
  new s3.BucketServerSideEncryptionConfiguration(`${name}-encryption`, { ...of, rules: [encryption(rest)] }, parent);
  const versioning = new s3.BucketVersioning(
    `${name}-versions`,
    { ...of, versioningConfiguration: { status: "Enabled" } },
    parent,
  );
  // Rules about versions, and a lock, need versions.
  const after = { ...parent, dependsOn: versioning };
  new s3.BucketLifecycleConfiguration(`${name}-life-cycle`, { ...of, rules: [lifeCycle(rest)] }, after);
  if (lockDays !== undefined) {
    new s3.BucketObjectLockConfiguration(`${name}-lock`, { ...of, rule: lock(lockDays) }, after);
  }
  return { bucket, versioning };
}

const nothingPublic = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};

type Rest = Omit<SafeBucketArgs, "bucketName" | "lockDays">;

function encryption({ kmsKeyArn }: Rest) {
  return kmsKeyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
        // One call to KMS for many objects.
        bucketKeyEnabled: true,
      };
}

/**
 * Which backups are kept is decided by what takes them; this ends what that has removed, and uploads that never ended.
 */
function lifeCycle({ expireNoncurrentDays }: Rest) {
  return {
    id: "remains",
    status: "Enabled",
    filter: {},
    abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    expiration: { expiredObjectDeleteMarker: true },
    noncurrentVersionExpiration: { noncurrentDays: expireNoncurrentDays },
  };
}

function lock(days: number) {
  return { defaultRetention: { mode: "GOVERNANCE", days } };
}
