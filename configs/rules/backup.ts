import { maxmemoryBytes } from "../defaults/memory";
import { awsProblems, isAddressOfAws } from "../schema/aws-names";
import { isOwnAddress, withoutBucket } from "../schema/endpoint";
import { shortestGap } from "../schema/cron-gap";
import { bytes, formatDuration, formatSize, MiB, milliseconds } from "../schema/units";
import { defaultBackupPrefix } from "../instance/names";
import type { Finding } from "../schema/errors";
import type { Instance } from "../settings/instance";
import type { StackSettings } from "../settings/stack";
import type { StackRule } from "./rule";
import { rule } from "./rule";
import { unused } from "./sources";

const bucketKnown = rule(["backup"], ({ backup }) => {
  if (!backup || backup.bucket !== undefined) return [];
  return [{ property: "backup.bucket", reason: "is missing, and backup needs it", fix: "write the name of a bucket" }];
});

const serverOnThisMachine = rule(["backup"], ({ backup }, { platform }): Finding[] => {
  if (!backup?.server) return [];
  const { endpoint } = backup;
  if (platform === "kubernetes") {
    const reason = "runs an S3 server on this machine, and platform is kubernetes";
    return [
      { property: "backup.server", reason, fix: "write the bucket and, unless it is on AWS, the endpoint of a store" },
    ];
  }
  if (endpoint === undefined) return [];
  const reason = "names another store than backup.server, which runs one";
  return [{ property: "backup.endpoint", value: endpoint, reason, fix: "remove one of the two" }];
});

/** Nobody takes them there, neither by schedule nor by command. */
const notInDocker = rule(["backup"], ({ backup }, { platform }) =>
  backup && platform === "docker"
    ? [{ property: "backup", reason: noBackups, fix: "remove it, or write platform: local or kubernetes" }]
    : [],
);

const noBackups = "is for pods and for processes of this machine, and platform is docker";

const caOfEndpoint = rule(
  ["backup"],
  ({ backup }) =>
    backup?.ca !== undefined &&
    !backup.endpoint?.startsWith("https:") && {
      property: "backup.ca",
      reason: "is for a store that is reached by https, and backup.endpoint names none",
      fix: "write backup.endpoint with https://, or remove backup.ca",
    },
);

const keyOfKms = rule(["backup"], ({ backup }) =>
  backup?.kmsKey !== undefined && backup.encryption !== "kms"
    ? [
        {
          property: "backup.kmsKey",
          value: backup.kmsKey,
          reason: `is for encryption kms, and backup.encryption is ${backup.encryption}`,
          fix: "write encryption: kms, or remove the key",
        },
      ]
    : [],
);

const credentials = rule(["backup"], ({ backup }, { platform }): Finding[] => {
  if (!backup) return [];
  const { source, secretName, role } = backup.credentials;
  if (platform === "local" && source !== "config") {
    const reason = "is for pods, and platform is local";
    return [{ property: "backup.credentials.source", value: source, reason, fix: "write config" }];
  }
  if (source === "existingSecret" && secretName === undefined) {
    const reason = "is missing, and backup.credentials.source existingSecret needs it";
    return [{ property: "backup.credentials.secretName", reason, fix: "write it, or another source" }];
  }
  const by = "backup.credentials.source";
  if (source !== "existingSecret" && secretName !== undefined) {
    return unused(true, "backup.credentials.secretName", by, "existingSecret");
  }
  return role !== undefined && source !== "role"
    ? unused(true, "backup.credentials.role", by, "role").map((finding) => ({ ...finding, value: role }))
    : [];
});

const restoreFromBucket = rule(["restore", "backup"], ({ backup, restore }, { platform }): Finding[] => {
  if (!restore) return [];
  if (platform !== "kubernetes") {
    const reason = `is for pods, and platform is ${platform}`;
    const fix = platform === "local" ? "remove it; `redis-cache restore` does it" : "remove it";
    return [{ property: "restore", reason, fix }];
  }
  if (!backup) {
    const reason = "needs setting backup, which names the bucket";
    return [{ property: "restore", reason, fix: "write backup too" }];
  }
  if (backup.credentials.source !== "role") return [];
  const reason = "brings the backup into a Redis pod, whose service account has no role";
  return [{ property: "restore", reason, fix: "write another backup.credentials.source until it is done" }];
});

/** Other stores have names of their own for buckets, regions and keys. */
const asAwsNamesThem = rule(
  [
    ...["backup.bucket", "backup.region", "backup.kmsKey", "backup.endpoint", "backup.server"],
    "backup.credentials.role",
  ],
  ({ backup }) => {
    if (!backup || backup.server) return [];
    return backup.endpoint === undefined || isAddressOfAws(backup.endpoint) ? refusedByAws(backup) : [];
  },
);

const endpointWithoutBucket = rule(["backup.bucket", "backup.endpoint"], ({ backup }) => {
  if (backup?.bucket === undefined || backup.endpoint === undefined || isAddressOfAws(backup.endpoint)) return [];
  const meant = withoutBucket(backup.endpoint, backup.bucket);
  const reason = "has the bucket in it, which is added once more";
  return meant === undefined
    ? []
    : [{ property: "backup.endpoint", value: backup.endpoint, reason, fix: `write ${meant}` }];
});

const reachable = rule(
  ["backup.endpoint"],
  ({ backup }, { platform }) =>
    platform === "kubernetes" &&
    backup?.endpoint !== undefined &&
    isOwnAddress(new URL(backup.endpoint).hostname) && {
      property: "backup.endpoint",
      value: backup.endpoint,
      reason: "is the pod itself, in which no store runs",
      fix: "write the address as pods reach it",
    },
);

const volumeHoldsCopy = rule(["backup.job.volume", "memory", "persistence.mode"], (settings) => {
  const volume = settings.backup?.job.volume;
  const needed = Math.ceil(maxmemoryBytes(settings) / 4);
  return (
    volume !== undefined &&
    bytes(volume) < needed && {
      property: "backup.job.volume",
      value: volume,
      reason: `cannot hold a copy, even at a quarter of maxmemory (${formatSize(maxmemoryBytes(settings))})`,
      fix: `write ${formatSize(maxmemoryBytes(settings))}, or remove it for the default`,
    }
  );
});

/** No store and no network of a pod that is known takes more. */
const fastest = 1024 * MiB;

/** Below it a backup cannot succeed; above it may still be short (docs/backups.md). */
const deadlineAllows = rule(["backup.job.deadline", "memory", "persistence.mode"], (settings, { platform }) => {
  const deadline = settings.backup?.job.deadline;
  const least = Math.ceil(maxmemoryBytes(settings) / fastest) * 1000;
  return (
    platform === "kubernetes" &&
    deadline !== undefined &&
    milliseconds(deadline) < least && {
      property: "backup.job.deadline",
      value: deadline,
      reason: `too short for a full maxmemory (${formatSize(maxmemoryBytes(settings))}), even at 1Gi a second`,
      fix: `write ${formatDuration(10 * least)} or more`,
    }
  );
});

const deadlineTight = rule([], (settings, { platform }) => {
  const deadline = settings.backup?.job.deadline;
  const likely = Math.ceil(maxmemoryBytes(settings) / (50 * MiB)) * 1000;
  return (
    platform === "kubernetes" &&
    deadline !== undefined &&
    milliseconds(deadline) < likely && {
      property: "backup.job.deadline",
      value: deadline,
      reason: `may be too short for a full maxmemory (${formatSize(maxmemoryBytes(settings))}) at 50Mi a second`,
      fix: `write ${formatDuration(likely)} or more`,
    }
  );
});

/** `* 3 * * *` is every minute from 3:00 to 3:59. */
const runsInTime = rule([], ({ backup }, { platform }) => {
  const schedules = backup && { "backup.schedule": backup.schedule, "backup.drill.schedule": backup.drill.schedule };
  return Object.entries(platform === "kubernetes" ? (schedules ?? {}) : {})
    .filter(([, schedule]) => shortestGap(schedule) < 5)
    .map(([property, value]) => ({
      ...{ property, value },
      reason: "runs again within 5 minutes, and each run takes the whole data set through the network",
      fix: value.startsWith("@") ? "write @every 1h" : `write "${value.trim().replace(/^\S+/, "0")}"`,
    }));
});

const roleOfAws = rule(
  [],
  ({ backup }) =>
    backup?.credentials.role !== undefined &&
    backup.endpoint !== undefined &&
    !isAddressOfAws(backup.endpoint) && {
      property: "backup.credentials.role",
      value: backup.credentials.role,
      reason: "gives keys of AWS, and backup.endpoint is another store",
      fix: "write another backup.credentials.source, or remove backup.endpoint",
    },
);

const overTheInternet = rule(
  [],
  ({ backup }) =>
    backup?.endpoint?.startsWith("http:") === true &&
    isAddressOfAws(backup.endpoint) && {
      property: "backup.endpoint",
      value: backup.endpoint,
      reason: "sends all data to AWS without encryption",
      fix: `write ${backup.endpoint.replace("http:", "https:")}`,
    },
);

export const backupWarnings = [deadlineTight, runsInTime, roleOfAws, overTheInternet];

export const backupRules = [
  notInDocker,
  deadlineAllows,
  bucketKnown,
  serverOnThisMachine,
  reachable,
  caOfEndpoint,
  keyOfKms,
  credentials,
  restoreFromBucket,
  asAwsNamesThem,
  endpointWithoutBucket,
  volumeHoldsCopy,
];

function refusedByAws({ bucket, region, kmsKey, endpoint, credentials }: NonNullable<Instance["backup"]>): Finding[] {
  const role = credentials.source === "role" ? credentials.role : undefined;
  return awsProblems({ bucket, region, kmsKey, endpoint, role }).map(({ name, ...problem }) => ({
    property: `backup.${name === "role" ? "credentials.role" : name}`,
    ...problem,
  }));
}

/** Each instance removes the backups of its place that are too old: with one place for two, also the other's. */
export const backupPlacesApart: StackRule = { reads: ["backup"], check: sharedPlaces };

function sharedPlaces({ namespace, instances }: StackSettings): Finding[] {
  const places = Object.entries(instances).flatMap(([name, { backup }]) =>
    backup ? [{ name, backup, place: placeOf(backup, defaultBackupPrefix(namespace, name)) }] : [],
  );
  return places.flatMap(({ name, backup, place }, i) => {
    const other = places.slice(0, i).find((earlier) => earlier.place === place);
    if (!other) return [];
    const reason = `is the place of instance ${other.name}'s backups too: each would remove those of the other`;
    const fix = "write another prefix for one of the two";
    return [{ property: `instances.${name}.backup.prefix`, value: backup.prefix, reason, fix }];
  });
}

/** A server on this machine is another one for each instance; AWS is one store by whatever address. */
function placeOf({ bucket, endpoint, prefix, server }: NonNullable<Instance["backup"]>, otherwise: string): string {
  const store = endpoint === undefined || isAddressOfAws(endpoint) ? undefined : storeAt(endpoint);
  return JSON.stringify([store, server?.port, bucket, prefix ?? otherwise]);
}

/** This machine has several names, and every host may have a dot at its end. */
function storeAt(endpoint: string): string {
  const { protocol, hostname, port, pathname } = new URL(endpoint);
  const host = isOwnAddress(hostname) ? "localhost" : hostname.replace(/\.$/, "");
  return `${protocol}//${host}:${port}${pathname}`;
}
