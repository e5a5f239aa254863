import { checksumOf } from "./checksum";
import type { InstanceContext } from "../instance/context";
import { defaultBackupPrefix } from "../instance/names";
import { envLines } from "./instance-env";

/** backup.env: what the jobs of an instance's backups need to know, its redis.conf among it; nothing secret. */
export function renderBackupEnv(context: InstanceContext, redisConf: string): string {
  const { name, namespace, owner, settings, nodes } = context;
  const { bucket, prefix, region, endpoint, encryption, kmsKey, keep } = settings.backup!;
  const { backupServer } = nodes;
  return envLines({
    BACKUP_BUCKET: bucket!,
    BACKUP_ENCRYPTION: encryption,
    BACKUP_ENDPOINT: endpoint ?? (backupServer ? `http://${backupServer.host}:${backupServer.port}` : ""),
    BACKUP_KMS_KEY: kmsKey ?? "",
    BACKUP_OWNER: owner,
    BACKUP_PREFIX: prefix ?? defaultBackupPrefix(namespace, name),
    BACKUP_REGION: region,
    KEEP_DAILY: keep.daily,
    KEEP_LAST: keep.last,
    KEEP_MONTHLY: keep.monthly,
    KEEP_WEEKLY: keep.weekly,
    RESTORE_PREFIX: settings.restore?.prefix ?? "",
    SETTINGS_CHECKSUM: checksumOf(redisConf),
  });
}
