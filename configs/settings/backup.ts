import { z } from "zod";
import timeZones from "../data/time-zones.json";
import { annotationsOf } from "./annotations";
import { cronProblem, scheduleMeant } from "../schema/cron";
import { endpointProblem } from "../schema/endpoint";
import { plainName } from "../schema/foreign-names";
import { certificatesProblem } from "../schema/pem";
import {
  duration,
  group,
  imageDigest,
  imageName,
  keyPrefix,
  plainFolders,
  kubernetesName,
  port,
  refuse,
  setting,
  size,
} from "../schema/fields";

const bucketForm = "must be 3 to 63 lower-case letters, digits, dots, hyphens and underscores, as stores name buckets";
const bucketName = z
  .string()
  .superRefine((text, context) => {
    const [, name, prefix] = /^(?:s3:\/\/|arn:aws[a-z-]*:s3:::)?([a-z0-9._-]+)(?:\/(.*))?$/.exec(text) ?? [];
    const folders = plainFolders(prefix ?? "");
    const fix = folders === "" ? `write ${name}` : `write ${name}, and ${folders} as backup.prefix`;
    if (name !== undefined && name !== text) refuse(context, bucketForm, fix);
  })
  .regex(/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/, { error: bucketForm });

const endpoint = z.string().superRefine((text, context) => {
  const message = endpointProblem(text);
  if (message === undefined) return;
  const meant = text.trim().replace(/\/+$/, "");
  const fix = /^https?:\/\/[^/]+\/./.test(meant)
    ? `write ${meant}, without the bucket if that is in it`
    : `write ${meant}`;
  refuse(context, message, endpointProblem(meant) === undefined ? fix : undefined);
});

const certificates = z.string().superRefine((text, context) => {
  const message = certificatesProblem(text);
  if (message !== undefined) refuse(context, message);
});

const cron = z.string().superRefine((text, context) => {
  const message = cronProblem(text);
  if (message === undefined) return;
  const meant = scheduleMeant(text);
  refuse(context, message, meant && `write ${meant}`);
});

const kmsKey = z
  .string()
  .max(2048)
  .regex(/^[A-Za-z0-9][A-Za-z0-9:/_.-]*$/, {
    error: "must be the ID, the ARN or the alias of a key, such as alias/backups, without spaces",
  });

const timeZone = z.string().superRefine((name, context) => {
  if (timeZones.includes(name)) return;
  const meant = timeZones.find((zone) => plainName(zone) === plainName(name.trim().replaceAll(" ", "_")));
  const message = "must be a name of the time zone database, such as Europe/Berlin";
  refuse(context, message, meant && `write ${meant}`);
});

const region = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, {
  error: "must be a region's code, such as eu-central-1",
});

const roleArn = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, {
  error: "must be the ARN of a role of IAM",
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

const credentials = group(
  {
    source: setting(z.enum(["config", "existingSecret", "role"]).default("config"), {
      description:
        "Where the credentials for the bucket come from: `redis-cache:secrets`, a Secret, or the role that " +
        "the cloud gives the job's service account.",
      source: "AWS CLI: credentials; EKS: IAM roles for service accounts",
    }),
    secretName: setting(kubernetesName().optional(), {
      description: "Secret with accessKeyId and secretAccessKey, for source existingSecret.",
      computed: "none",
      source: "Kubernetes: Secrets",
    }),
    role: setting(roleArn.optional(), {
      description:
        "ARN of the role, for source role; without it the cloud has to know the service account INSTANCE-backup.",
      computed: "none",
      example: "arn:aws:iam::123456789012:role/redis-backup",
      source: "EKS: IAM roles for service accounts, Pod Identity",
    }),
  },
  { description: "How the bucket knows who stores; never the keys." },
);

const job = group(
  {
    image: setting(imageName().default("docker.io/amazon/aws-cli:2.32.34"), {
      description: "Container image of the AWS CLI, without digest.",
      source: "github.com/aws/aws-cli",
    }),
    digest: setting(imageDigest().optional(), {
      description: "Digest that pins its image.",
      computed: "none",
      source: "OCI image specification",
    }),
    memory: setting(size({ min: "64Mi", max: "4Gi" }).default("256Mi"), {
      description: "Memory of each of its containers, request and limit alike; it does not grow with the data.",
      source: "Kubernetes: QoS class Guaranteed",
    }),
    volume: setting(size({ min: "16Mi" }).optional(), {
      description: "Size of the volume that the copy lies on until it is stored.",
      computed: "memory.limit",
      source: "Kubernetes: generic ephemeral volumes",
    }),
    annotations: annotationsOf("Annotations for the pods of backups and drills, before those of `annotations`."),
    deadline: setting(duration({ min: "1m", max: "7d", inSeconds: true }).default("1h"), {
      description: "A backup that takes longer has failed (activeDeadlineSeconds).",
      source: "Kubernetes: Jobs",
    }),
    retries: setting(z.int().min(0).max(10).default(2), {
      description: "How often a backup that failed is tried again, ever later (backoffLimit).",
      unit: "tries",
      source: "Kubernetes: Jobs",
    }),
  },
  { description: "The pod that takes a backup; used on platform kubernetes." },
);

const drill = group(
  {
    enabled: setting(z.boolean().default(true), {
      description:
        "Whether the newest backup is restored into a scratch server by schedule, and what it holds compared.",
      source: "docs/backups.md",
    }),
    schedule: setting(cron.default("43 4 * * 0"), {
      description: "When the drill runs.",
      unit: "MINUTE HOUR DAY MONTH WEEKDAY",
      source: "Kubernetes: CronJob",
    }),
  },
  { description: "The proof that backups can be restored; used on platform kubernetes." },
);

export const backup = group(
  {
    bucket: setting(bucketName.optional(), {
      description: "Bucket of the backups; it has to exist.",
      computed: "`backups` with backup.server, else required",
      source: "Amazon S3: bucket naming rules",
    }),
    prefix: setting(keyPrefix().optional(), {
      description: "Folder in the bucket.",
      computed: "NAMESPACE/INSTANCE",
      source: "Amazon S3: prefixes",
    }),
    region: setting(region.default("us-east-1"), {
      description: "Region of the bucket; stores other than AWS mostly take any.",
      source: "Amazon S3: regions",
    }),
    endpoint: setting(endpoint.optional(), {
      description: "Address of a store that speaks S3 and is not AWS: MinIO, Ceph, Google Cloud Storage.",
      computed: "AWS's, or that of backup.server",
      example: "https://minio.example.com:9000",
      source: "AWS CLI: endpoint-url",
    }),
    ca: setting(certificates.meta({ form: "certificates in PEM" }).optional(), {
      description: "Authorities to trust for the endpoint, instead of those that the image of the job knows.",
      computed: "those of the job's image, or of this machine",
      source: "AWS CLI: AWS_CA_BUNDLE",
    }),
    checksums: setting(z.enum(["whenSupported", "whenRequired"]).optional(), {
      description:
        "Whether each upload has a checksum for the store, as a bucket with object lock wants it; not every store " +
        "knows these. Each backup is read back and compared in any case.",
      computed: "whenSupported on AWS, by whatever address of it; whenRequired for another endpoint",
      source: "AWS CLI: request_checksum_calculation",
    }),
    encryption: setting(z.enum(["s3", "kms", "none"]).optional(), {
      description: "Encryption in the bucket: with S3's own key, with one of KMS, or what the store does by itself.",
      computed: "s3; none with endpoint or server, since many stores refuse to encrypt without a KMS",
      source: "Amazon S3: server-side encryption",
    }),
    kmsKey: setting(kmsKey.optional(), {
      description: "Key of KMS, for encryption kms.",
      computed: "the account's key for S3",
      source: "Amazon S3: SSE-KMS",
    }),
    schedule: setting(cron.default("17 3 * * *"), {
      description: "When backups are taken; used on platform kubernetes.",
      unit: "MINUTE HOUR DAY MONTH WEEKDAY",
      source: "Kubernetes: CronJob",
    }),
    timeZone: setting(timeZone.default("Etc/UTC"), {
      description: "Time zone of the schedule.",
      source: "Kubernetes: CronJob",
    }),
    credentials: credentials.prefault({}),
    job: job.prefault({}),
    drill: drill.prefault({}),
    keep: keep.prefault({}),
    server: bucketServer.optional(),
  },
  { description: "Copies of the data set in a bucket, each checked, read back and verified." },
);
