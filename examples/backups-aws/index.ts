import * as pulumi from "@pulumi/pulumi";
import { BackupBucket } from "pulumi-redis-cache/aws";

const config = new pulumi.Config();
const bucketName = config.require("bucket");
const providerArn = config.require("oidcProvider");
const namespace = "shop-redis";
const instance = "cache";

// A stack of its own: backups outlive what they are of.
const bucket = new BackupBucket("cache-backups", {
  bucketName,
  prefix: `${namespace}/${instance}`,
  lockDays: 7,
  replica: { bucketName: `${bucketName}-west`, region: "eu-west-1" },
  backupAccount: { providerArn, namespace, name: `${instance}-backup` },
});

/** What `backup:` of the instance's settings takes. */
export const backup = {
  bucket: bucket.bucketName,
  region: "eu-central-1",
  credentials: { source: "role", role: bucket.backupRoleArn },
};
