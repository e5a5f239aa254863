import { z } from "zod";
import { group, line, port, setting } from "./fields";

const bucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
  error: "must be 3 to 63 lower-case letters, digits, dots and hyphens, as S3 names buckets",
});

const keyPrefix = z
  .string()
  .max(512)
  .regex(/^[A-Za-z0-9._=-]+(\/[A-Za-z0-9._=-]+)*$/, {
    error: "must be folders of letters, digits, dots, hyphens, = and _, without a / at its ends",
  });

const endpoint = z.string().regex(/^https?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?$/, {
  error: "must be http:// or https:// with host and port, such as https://minio.example.com:9000",
});

function count(period: string, { min = 0, max }: { min?: number; max: number }, kept: number) {
  return setting(z.int().min(min).max(max).default(kept), {
    description: `The newest backup of each of the last so many ${period} that have one is kept.`,
    unit: period,
    source: "restic: forget policies",
  });
}

const keep = group(
  {
    last: setting(z.int().min(1).max(1000).default(3), {
      description: "So many of the newest backups are kept, whenever they were taken.",
      unit: "backups",
      source: "restic: forget policies",
    }),
    daily: count("days", { min: 1, max: 366 }, 7),
    weekly: count("weeks", { max: 520 }, 5),
    monthly: count("months", { max: 120 }, 12),
  },
  { description: "Which backups are kept." },
);

const bucketServer = group(
  {
    port: setting(port().default(9000), {
      description: "Port of an S3 server that is one more node of the instance; only on platform local.",
      source: "github.com/versity/versitygw",
    }),
  },
  { description: "An S3 server on this machine." },
);

export const backup = group(
  {
    bucket: setting(bucketName.optional(), {
      description: "Bucket of the backups; it has to exist.",
      computed: "`backups` with backup.server, else required",
      source: "Amazon S3: bucket naming rules",
    }),
    prefix: setting(keyPrefix.optional(), {
      description: "Folder in the bucket.",
      computed: "NAMESPACE/INSTANCE",
      source: "Amazon S3: prefixes",
    }),
    region: setting(line().max(64).default("us-east-1"), {
      description: "Region of the bucket; stores other than AWS mostly take any.",
      source: "Amazon S3: regions",
    }),
    endpoint: setting(endpoint.optional(), {
      description: "Address of a store that speaks S3 and is not AWS: MinIO, Ceph, Google Cloud Storage.",
      computed: "AWS's, or that of backup.server",
      example: "https://minio.example.com:9000",
      source: "AWS CLI: endpoint-url",
    }),
    encryption: setting(z.enum(["s3", "kms", "none"]).default("s3"), {
      description: "Encryption in the bucket: with S3's own key, with one of KMS, or what the store does by itself.",
      source: "Amazon S3: server-side encryption",
    }),
    kmsKey: setting(line().max(2048).optional(), {
      description: "Key of KMS, for encryption kms.",
      computed: "the account's key for S3",
      source: "Amazon S3: SSE-KMS",
    }),
    keep: keep.prefault({}),
    server: bucketServer.optional(),
  },
  { description: "Copies of the data set in a bucket, each checked, read back and verified." },
);
