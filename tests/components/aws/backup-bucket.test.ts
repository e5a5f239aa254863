import { BackupBucket, type BackupBucketArgs } from "../../../components/aws";
import { deploy, type Deployment, find, unwrap } from "../../support/mocks";

const args: BackupBucketArgs = { bucketName: "example-backups", prefix: "redis-prod/cache" };
const account = {
  providerArn: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE",
  namespace: "redis-prod",
  name: "cache-backup",
};

const bucketWith = (changes: Partial<BackupBucketArgs> = {}) =>
  deploy((capture) => new BackupBucket("backups", { ...args, ...changes }, capture));

type Statement = Record<"Effect" | "Action" | "Resource" | "Principal" | "Condition", unknown>;

const statementsOf = (deployment: Deployment<unknown>, name: string, property = "policy") =>
  (JSON.parse(find(deployment, name).inputs[property] as string) as { Statement: Statement[] }).Statement;

const actionsOf = (deployment: Deployment<unknown>, name: string) =>
  statementsOf(deployment, name).flatMap(({ Action }) => Action);

test("a bucket keeps versions, is reached by nobody outside, and encrypts", async () => {
  const deployment = await bucketWith();
  const inputs = (name: string) => find(deployment, name).inputs;

  expect(deployment.resources.map(({ name }) => name).sort()).toEqual([
    "backups",
    "backups",
    "backups-encryption",
    "backups-life-cycle",
    "backups-ownership",
    "backups-policy",
    "backups-public",
    "backups-versions",
  ]);
  expect(inputs("backups-versions")).toMatchObject({ versioningConfiguration: { status: "Enabled" } });
  expect(inputs("backups-public")).toMatchObject({
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  expect(inputs("backups-ownership")).toMatchObject({ rule: { objectOwnership: "BucketOwnerEnforced" } });
  expect(inputs("backups-encryption")).toMatchObject({
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  });
  expect(inputs("backups-life-cycle")).toMatchObject({
    rules: [
      {
        status: "Enabled",
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        expiration: { expiredObjectDeleteMarker: true },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
      },
    ],
  });
});

test("its policy refuses everybody without TLS 1.2", async () => {
  const [tls, version] = statementsOf(await bucketWith(), "backups-policy");
  const everything = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: ["arn:backups", "arn:backups/*"] };
  expect(tls).toMatchObject({ ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } });
  expect(version).toMatchObject({ ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } });
});

test("buckets outlive the stack unless told otherwise, and cannot be removed with objects in them", async () => {
  const kept = await bucketWith();
  expect([...kept.options].filter(([, opts]) => opts.retainOnDelete).map(([name]) => name)).toEqual(["backups"]);
  const bucket = kept.resources.find(({ type }) => type === "aws:s3/bucket:Bucket")!;
  expect(bucket.inputs).toMatchObject({ bucket: "example-backups", forceDestroy: false });
  const gone = await bucketWith({ keep: false });
  expect([...gone.options.values()].filter((opts) => opts.retainOnDelete)).toEqual([]);
});

test("a lock keeps new objects", async () => {
  const deployment = await bucketWith({ lockDays: 14 });
  expect(find(deployment, "backups-lock").inputs).toMatchObject({
    rule: { defaultRetention: { mode: "GOVERNANCE", days: 14 } },
  });
  expect(deployment.resources.find(({ type }) => type === "aws:s3/bucket:Bucket")!.inputs).toMatchObject({
    objectLockEnabled: true,
  });
});

test("what takes backups may list, put, read back and remove below the prefix; what restores them only lists and reads", async () => {
  const deployment = await bucketWith({
    backupAccount: account,
    restoreAccount: { ...account, name: "cache-restore" },
  });

  expect(actionsOf(deployment, "backups-backup-objects").sort()).toEqual([
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
  ]);
  expect(actionsOf(deployment, "backups-restore-objects").sort()).toEqual(["s3:GetObject", "s3:ListBucket"]);
  const [listing, objects] = statementsOf(deployment, "backups-backup-objects");
  expect(listing).toMatchObject({
    Resource: "arn:backups",
    Condition: { StringLike: { "s3:prefix": ["redis-prod/cache/*"] } },
  });
  expect(objects).toMatchObject({ Resource: "arn:backups/redis-prod/cache/*" });
  const [trust] = statementsOf(deployment, "backups-restore", "assumeRolePolicy");
  const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE";
  expect(trust).toMatchObject({
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: account.providerArn },
    Condition: {
      StringEquals: {
        [`${issuer}:sub`]: "system:serviceaccount:redis-prod:cache-restore",
        [`${issuer}:aud`]: "sts.amazonaws.com",
      },
    },
  });
  expect((await unwrap(deployment.result.backupRoleArn!)).value).toBe("arn:aws:iam::123456789012:role/backups-backup");
});

test("a second bucket in another region gets every new object, and no removal", async () => {
  const deployment = await bucketWith({ replica: { bucketName: "example-backups-west", region: "eu-west-1" } });
  const { inputs } = deployment.resources.find(({ type }) => type.endsWith(":BucketReplicationConfig"))!;
  expect(inputs).toMatchObject({
    role: "arn:aws:iam::123456789012:role/backups-replication",
    rules: [
      {
        status: "Enabled",
        deleteMarkerReplication: { status: "Disabled" },
        destination: { bucket: "arn:backups-replica" },
      },
    ],
  });
  expect(find(deployment, "backups-replica-versions").inputs).toMatchObject({ region: "eu-west-1" });
  expect(statementsOf(deployment, "backups-replica-policy")).toHaveLength(2);
  const rights = statementsOf(deployment, "backups-replication-objects");
  expect(rights.at(-1)).toMatchObject({ Resource: "arn:backups-replica/*" });
});

test("keys of KMS are used by both buckets or by none", async () => {
  const key = "arn:aws:kms:eu-central-1:111122223333:key/one";
  const replicaKey = "arn:aws:kms:eu-west-1:111122223333:key/two";
  const replica = { bucketName: "example-backups-west", region: "eu-west-1" };
  const deployment = await bucketWith({
    kmsKeyArn: key,
    replica: { ...replica, kmsKeyArn: replicaKey },
    backupAccount: account,
  });
  expect(find(deployment, "backups-encryption").inputs).toMatchObject({
    rules: [
      { bucketKeyEnabled: true, applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key } },
    ],
  });
  expect(statementsOf(deployment, "backups-backup-key")).toMatchObject([{ Resource: key }]);
  expect(statementsOf(deployment, "backups-replication-keys")).toMatchObject([
    { Action: ["kms:Decrypt"], Resource: key },
    { Resource: replicaKey },
  ]);
  await expect(bucketWith({ kmsKeyArn: key, replica })).rejects.toThrow(/replica\.kmsKeyArn\s+reason:\s+is missing/);
});
