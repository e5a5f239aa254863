import { rootCertificates } from "node:tls";
import type { Change } from "./change";

/** A bucket on this machine, then one elsewhere, which nothing reads from here. */
export const changesOfBackup: readonly Change[] = [
  { "backup.server": { port: 23_900 } },
  { "backup.keep": { last: 2, daily: 3, weekly: 2, monthly: 2 } },
  { "backup.keep": undefined },
  { "backup.server.port": 23_901 },
  {
    "backup.schedule": "30 3 * * *",
    "backup.timeZone": "Europe/Berlin",
    "backup.drill": { enabled: false, schedule: "30 4 * * 6" },
    "backup.job": { memory: "128Mi", volume: "1Gi", deadline: "2h", retries: 1, annotations: { team: "shop" } },
  },
  { "backup.job.image": "docker.io/amazon/aws-cli:2.32.0", "backup.job.digest": `sha256:${"c".repeat(64)}` },
  {
    "backup.server": undefined,
    "backup.bucket": "backups-elsewhere",
    "backup.endpoint": "https://store.example.com:9000",
    "backup.ca": rootCertificates[0],
  },
  { "backup.region": "eu-central-1", "backup.prefix": "shop/cache", "backup.checksums": "whenSupported" },
  { "backup.encryption": "kms", "backup.kmsKey": "alias/backups" },
  { backup: undefined },
];
