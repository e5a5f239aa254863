import { maxmemoryBytes } from "../defaults/memory";
import { awsProblems } from "../schema/aws-names";
import { bytes, formatSize } from "../schema/units";
import { defaultBackupPrefix } from "../instance/names";
import type { Finding } from "../schema/errors";
import type { Instance } from "../settings/instance";
import type { StackSettings } from "../settings/stack";
import type { StackRule } from "./rule";
import { rule } from "./rule";

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
  if (source === "role" || role === undefined) return [];
  const reason = `is for source role, and backup.credentials.source is ${source}`;
  return [{ property: "backup.credentials.role", value: role, reason, fix: "write source: role, or remove it" }];
});

const restoreFromBucket = rule(["restore", "backup"], ({ backup, restore }, { platform }): Finding[] => {
  if (!restore) return [];
  if (platform === "local") {
    const reason = "is for pods, and platform is local";
    return [{ property: "restore", reason, fix: "remove it; `redis-cache restore` does it" }];
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
  ["backup.bucket", "backup.region", "backup.kmsKey", "backup.endpoint", "backup.server"],
  ({ backup }) => (backup && backup.endpoint === undefined && !backup.server ? refusedByAws(backup) : []),
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

export const backupRules = [
  bucketKnown,
  serverOnThisMachine,
  caOfEndpoint,
  keyOfKms,
  credentials,
  restoreFromBucket,
  asAwsNamesThem,
  volumeHoldsCopy,
];

function refusedByAws({ bucket, region, kmsKey }: NonNullable<Instance["backup"]>): Finding[] {
  const fix = "write the name that AWS has, or backup.endpoint for another store";
  return awsProblems({ bucket, region, kmsKey }).map(({ name, value, reason }) => ({
    property: `backup.${name}`,
    value,
    reason,
    fix,
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

/** A server on this machine is another one for each instance. */
function placeOf({ bucket, endpoint, prefix, server }: NonNullable<Instance["backup"]>, otherwise: string): string {
  return JSON.stringify([endpoint, server?.port, bucket, prefix ?? otherwise]);
}
