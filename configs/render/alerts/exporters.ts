import type { InstanceContext } from "../../instance/context";
import { type Alert, seriesOf } from "./alert";

/** A node or its exporter that does not answer. */
export function exporterAlerts(context: InstanceContext): Alert[] {
  const { node, sentinel } = seriesOf(context);
  const { replicas, sentinel: sentinels } = context.settings;
  const expected = 1 + replicas.min;
  return [
    {
      name: "RedisNodeDown",
      // A scrape that fails now and then is no node that is down (redis_exporter#980).
      expr: `max by (pod) (max_over_time(${node("redis_up")}[2m])) == 0`,
      for: "1m",
      severity: "critical",
      summary: "the server of {{ $labels.pod }} does not answer its exporter",
      runbook: "node-down",
    },
    {
      name: "RedisExporterDown",
      expr: `(count(max by (pod) (${node("redis_up")})) or vector(0)) < ${expected}`,
      for: "5m",
      severity: "warning",
      summary: `Prometheus has metrics of {{ $value }} nodes, and ${expected} should run`,
      runbook: "exporter-down",
    },
    {
      name: "RedisSentinelsMissing",
      expr: `(sum(max by (pod) (max_over_time(${sentinel("redis_up")}[2m]))) or vector(0)) < ${sentinels.count}`,
      for: "3m",
      severity: "warning",
      summary: `{{ $value }} Sentinels answer, and ${sentinels.count} should run`,
      runbook: "sentinels-missing",
    },
  ];
}
