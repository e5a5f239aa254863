import type { InstanceContext } from "../../instance/context";
import { type Alert, seriesOf } from "./alert";

/** Look-ups a second below which a hit rate says nothing: those of exporters and of health checks are fewer. */
const traffic = 10;

/** How good a cache is; of an instance that evicts nothing a miss is an answer as good as another. */
export function hitRateAlerts(context: InstanceContext): Alert[] {
  if (context.settings.memory.policy === "noeviction") return [];
  const { node } = seriesOf(context);
  const rate = (metric: string, range: string) => `sum(rate(${node(metric)}[${range}]))`;
  const lookups = (range: string) =>
    `(${rate("redis_keyspace_hits_total", range)} + ${rate("redis_keyspace_misses_total", range)})`;
  const hitRate = (range: string) => `${rate("redis_keyspace_hits_total", range)} / ${lookups(range)}`;
  return [
    {
      name: "RedisHitRateLow",
      expr: `${hitRate("5m")} < 0.9 and ${lookups("5m")} >= ${traffic}`,
      for: "2m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of look-ups find their key",
      runbook: "hit-rate-low",
    },
    {
      name: "RedisEvictionsHurt",
      expr:
        `(${hitRate("1h")} - ${hitRate("10m")}) > 0.05 and ${lookups("10m")} >= ${traffic} ` +
        `and ${rate("redis_evicted_keys_total", "10m")} > 0`,
      for: "5m",
      severity: "warning",
      summary:
        "keys are evicted, and the hit rate is {{ $value | humanizePercentage }} lower than it was within the hour",
      runbook: "evictions-hurt",
    },
  ];
}
