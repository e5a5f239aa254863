import type { InstanceContext } from "../instance/context";
import { renderBackupEnv } from "./backup-env";
import { type Directive, directivesIn, formatConf } from "./conf-format";
import { renderInstanceEnv } from "./instance-env";
import { renderEnvoyFiles } from "./envoy-yaml";
import { renderHaproxyCfg } from "./haproxy-cfg";
import { renderTwemproxyFiles } from "./nutcracker-yml";
import { renderMonitoring } from "./monitoring";
import type { ProxyKind } from "../settings/proxy";
import { redisConf } from "./redis-conf";
import { replicaConf } from "./replica-conf";
import { restartDirectives } from "./restart-directives";
import { renderSentinelConf } from "./sentinel-conf";
import { renderRedisUsers, renderSentinelUsers } from "./users-acl";

export { adapterMetrics, renderAdapterRules } from "./adapter-rules";
export { replicasQuery, type ScaledBy } from "./autoscaler-queries";
export { type Directive } from "./conf-format";
export { haproxyConfiguration } from "./haproxy-cfg";
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
  /** For its proxy, where it has one. */
  proxy?: Files;
  /** For the exporter, the Prometheus and the Alertmanager of this machine, where it has them. */
  exporter?: Files;
  prometheus?: Files;
  alertmanager?: Files;
  /** What stands in those of a Redis node, as data. */
  directives: Record<"redis.conf" | "replica.conf", Directive[]>;
}

/** All files of an instance: settings in, text out. */
export function renderInstance(context: InstanceContext): InstanceFiles {
  const { server, backup } = context.settings;
  const [redis, replica] = [redisConf(context), replicaConf(context)];
  const directives = { "redis.conf": directivesIn(redis), "replica.conf": directivesIn(replica) };
  const readAtStart = restartDirectives(server, Object.values(directives).flat());
  const env = { "instance.env": renderInstanceEnv(context, readAtStart) };
  const redisText = formatConf(redis);
  return {
    redis: {
      ...env,
      "redis.conf": redisText,
      "replica.conf": formatConf(replica),
      "users.acl.tmpl": renderRedisUsers(context),
    },
    sentinel: {
      ...env,
      "sentinel.conf": renderSentinelConf(context),
      "users.acl.tmpl": renderSentinelUsers(context),
    },
    ...(backup && {
      backup: {
        "backup.env": renderBackupEnv(context, redisText),
        ...(backup.ca !== undefined && { "bucket-ca.crt": backup.ca }),
        ...env,
      },
    }),
    ...(context.settings.proxy.kind !== "none" && { proxy: proxyFiles(context, context.settings.proxy.kind) }),
    ...(context.nodes.monitoring && renderMonitoring(context, context.nodes.monitoring)),
    directives,
  };
}

function proxyFiles(context: InstanceContext, kind: ProxyKind): Files {
  switch (kind) {
    case "haproxy":
      return { "haproxy.cfg": renderHaproxyCfg(context) };
    case "envoy":
      return renderEnvoyFiles(context);
    case "twemproxy":
      return renderTwemproxyFiles(context);
    default: {
      const exhaustiveCheck: never = kind;
      return exhaustiveCheck;
    }
  }
}
