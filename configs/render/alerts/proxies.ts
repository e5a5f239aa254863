import type { InstanceContext } from "../../instance/context";
import { type Alert, seriesOf } from "./alert";

/** What the proxy's pods hear of the Sentinels. */
export function proxyAlerts(context: InstanceContext): Alert[] {
  // Twemproxy has no metrics of that kind.
  if (["none", "twemproxy"].includes(context.settings.proxy.kind)) return [];
  const { proxy } = seriesOf(context);
  const heard = `max by (pod) (${proxy("redis_cache_proxy_sentinels_heard")})`;
  const all = `max by (pod) (${proxy("redis_cache_proxy_sentinels")})`;
  return [
    {
      name: "RedisProxyNamesNoMaster",
      // Clients are sent to pods that know a master: one that does is enough.
      expr: `max(sum by (pod) (${proxy("redis_cache_proxy_master")})) == 0`,
      for: "1m",
      severity: "critical",
      summary: "the proxy knows no master, and clients wait for one",
      runbook: "proxy-names-no-master",
    },
    {
      name: "RedisProxyHearsNoMajority",
      expr: `min(${heard} / ${all}) <= 0.5`,
      for: "2m",
      severity: "warning",
      summary:
        "a pod of the proxy hears {{ $value | humanizePercentage }} of the Sentinels, and would not follow the master",
      runbook: "proxy-hears-no-majority",
    },
    // One that waits makes five retries a second or more; a failover is over long before. Envoy counts none.
    {
      name: "RedisProxyHoldsConnections",
      expr: `sum by (side) (rate(${proxy("redis_cache_proxy_retries_total")}[2m])) > 1`,
      for: "3m",
      severity: "critical",
      summary: "clients of the proxy's {{ $labels.side }} port wait for a node, and are refused after proxy.hold",
      runbook: "proxy-holds-connections",
    },
  ];
}
