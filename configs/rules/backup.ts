import type { Finding } from "../errors";
import { rule } from "./rule";

const bucketKnown = rule(["backup"], ({ backup }) => {
  if (!backup || backup.bucket !== undefined) return [];
  return [{ property: "backup.bucket", reason: "is missing, and backup needs it", fix: "write the name of a bucket" }];
});

const platformOfServer = rule(["backup"], ({ backup }, { platform }): Finding[] => {
  if (!backup) return [];
  if (platform === "kubernetes") {
    const reason = "is not built for platform kubernetes yet: there is no CronJob that would take backups";
    return [{ property: "backup", reason, fix: "remove it" }];
  }
  return backup.server && backup.endpoint !== undefined
    ? [
        {
          property: "backup.endpoint",
          value: backup.endpoint,
          reason: "names another store than backup.server, which runs one",
          fix: "remove one of the two",
        },
      ]
    : [];
});

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

export const backupRules = [bucketKnown, platformOfServer, keyOfKms];
