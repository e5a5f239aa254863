import { checksumOf } from "./checksum";
import { isAddressOfAws } from "../schema/aws-names";
import type { InstanceContext } from "../instance/context";
import { defaultBackupPrefix } from "../instance/names";
import { envLines } from "./instance-env";

/** backup.env: what the jobs of an instance's backups need to know, its redis.conf among it; nothing secret. */
export function renderBackupEnv(context: InstanceContext, redisConf: string): string {
  const { name, namespace, owner, settings, nodes } = context;
  const { bucket, checksums, prefix, region, endpoint, encryption, kmsKey, keep } = settings.backup!;
  const { backupServer } = nodes;
  return envLines({
    // Stores other than AWS need not know a bucket's own host name.
    BACKUP_ADDRESSING: backupServer || (endpoint !== undefined && !isAddressOfAws(endpoint)) ? "path" : "auto",
    BACKUP_BUCKET: bucket!,
    BACKUP_CHECKSUMS: checksums === "whenSupported" ? "when_supported" : "when_required",
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
