import * as pulumi from "@pulumi/pulumi";
import { BackupBucket } from "../../components/aws";

type Block = Record<string, unknown>;

/** The resources of a BackupBucket as Terraform's JSON has them, which Checkov reads. */
export async function bucketAsTerraform(): Promise<string> {
  const resource: Record<string, Record<string, Block>> = {};
  await pulumi.runtime.setMocks(
    { newResource: collectInto(resource), call: () => ({}) },
    "redis-cache",
    "check",
    false,
  );
  const account = { providerArn: "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/1", namespace: "redis" };
  const key = (region: string) => `arn:aws:kms:${region}:111122223333:key/one`;
  new BackupBucket("backups", {
    bucketName: "example-backups",
    prefix: "redis/cache",
    kmsKeyArn: key("eu-central-1"),
    lockDays: 14,
    replica: { bucketName: "example-backups-west", region: "eu-west-1", kmsKeyArn: key("eu-west-1") },
    backupAccount: { ...account, name: "cache-backup" },
    restoreAccount: { ...account, name: "cache-restore" },
  });
  await (pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> }).waitForRPCs();
  return JSON.stringify({ resource }, undefined, 2);
}

function collectInto(resource: Record<string, Record<string, Block>>) {
  return ({ type, name, inputs }: pulumi.runtime.MockResourceArgs) => {
    if (!type.startsWith("aws:")) return { id: name, state: {} };
    const kind = terraformType(type);
    (resource[kind] ??= {})[name] = terraformBlock(inputs as Block);
    const reference = (attribute: string) => `\${${kind}.${name}.${attribute}}`;
    return { id: reference("id"), state: { ...(inputs as Block), arn: reference("arn") } };
  };
}

/** `aws:s3/bucketPolicy:BucketPolicy` is `aws_s3_bucket_policy`. */
function terraformType(type: string): string {
  const [, module, name] = /^aws:(\w+)\/\w+:(\w+)$/.exec(type)!;
  return `aws_${module}_${snake(name!)}`.replace(/_config$/, "_configuration");
}

function terraformBlock(value: Block): Block {
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(
    entries.map(([key, part]) => [snake(key).replace(/^rules$/, "rule"), terraformValue(part)]),
  );
}

function terraformValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(terraformValue);
  return typeof value === "object" && value !== null ? terraformBlock(value as Block) : value;
}

function snake(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
