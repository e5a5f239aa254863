import type { InstanceContext } from "../../instance/context";
import { type Alert, seriesOf } from "./alert";

/** What a server writes to its volume. The age of an RDB file says nothing where the append-only file has the data. */
export function persistenceAlerts(context: InstanceContext): Alert[] {
  const { node } = seriesOf(context);
  const failed = (metric: string) => `min by (pod) (${node(metric)}) == 0`;
  const snapshot: Alert = {
    name: "RedisSnapshotFailing",
    expr: failed("redis_rdb_last_bgsave_status"),
    for: "5m",
    severity: "warning",
    summary: "{{ $labels.pod }} could not write its last RDB file",
    runbook: "persistence-failing",
  };
  if (context.settings.persistence.mode === "none") return [snapshot];
  return [
    snapshot,
    {
      name: "RedisAppendFailing",
      expr: failed("redis_aof_last_write_status"),
      for: "1m",
      severity: "critical",
      summary: "{{ $labels.pod }} cannot write its append-only file, and refuses writes",
      runbook: "persistence-failing",
    },
    {
      name: "RedisRewriteFailing",
      expr: failed("redis_aof_last_bgrewrite_status"),
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.pod }} could not rewrite its append-only file, which grows",
      runbook: "persistence-failing",
    },
  ];
}
