import type { InstanceContext } from "../instance/context";
import { renderBackupEnv } from "./backup-env";
import { renderInstanceEnv } from "./instance-env";
import { renderRedisConf } from "./redis-conf";
import { renderReplicaConf } from "./replica-conf";
import { renderSentinelConf } from "./sentinel-conf";
import { renderRedisUsers, renderSentinelUsers } from "./users-acl";

export { type Directive } from "./conf-format";
export { parseConf } from "./parse-conf";
export { restartChecksum } from "./checksum";
export { isLive } from "./restart-directives";

/** Text by file name. */
export type Files = Record<string, string>;

/** What an instance's nodes read, free of secrets. */
export interface InstanceFiles {
  /** For each Redis node. */
  redis: Files;
  /** For each Sentinel. */
  sentinel: Files;
  /** For the jobs of its backups, where it has any. */
  backup?: Files;
}

/** All files of an instance: settings in, text out. */
export function renderInstance(context: InstanceContext): InstanceFiles {
  return {
    redis: {
      "instance.env": renderInstanceEnv(context),
      "redis.conf": renderRedisConf(context),
      "replica.conf": renderReplicaConf(context),
      "users.acl.tmpl": renderRedisUsers(context),
    },
    sentinel: {
      "instance.env": renderInstanceEnv(context),
      "sentinel.conf": renderSentinelConf(context),
      "users.acl.tmpl": renderSentinelUsers(context),
    },
    ...(context.settings.backup && {
      backup: { "backup.env": renderBackupEnv(context), "instance.env": renderInstanceEnv(context) },
    }),
  };
}
