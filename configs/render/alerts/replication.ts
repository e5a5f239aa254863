import type { InstanceContext } from "../../instance/context";
import { bytes, seconds } from "../../schema/units";
import { type Alert, seriesOf } from "./alert";

/** How long a node is away when it restarts, in seconds: its writes have to be in the backlog when it is back. */
const outage = 60;

/** Replicas that are missing or behind. */
export function replicationAlerts(context: InstanceContext): Alert[] {
  const { node } = seriesOf(context);
  const { master, replicas } = context.settings;
  const connected = `max(${node("redis_connected_slaves")})`;
  return [
    {
      name: "RedisReplicasMissing",
      expr: `${connected} < ${replicas.min}`,
      for: "3m",
      severity: "warning",
      summary: `{{ $value }} replicas are connected to the master, and ${replicas.min} should be`,
      runbook: "replicas-missing",
    },
    ...(master.minReplicasToWrite > 0
      ? [
          {
            name: "RedisWritesRefused",
            expr: `${connected} < ${master.minReplicasToWrite}`,
            for: "1m",
            severity: "critical",
            summary: `the master refuses writes: {{ $value }} of ${master.minReplicasToWrite} replicas are connected`,
            runbook: "writes-refused",
          } as const,
        ]
      : []),
    {
      name: "RedisReplicationLag",
      expr: `max(${node("redis_connected_slave_lag_seconds")}) > ${seconds(master.maxLag)}`,
      for: "1m",
      severity: "warning",
      summary: "a replica acknowledged the master's writes {{ $value }} s ago",
      runbook: "replication-lag",
    },
    {
      name: "RedisReplicaLinkDown",
      // A full sync takes as long as the data set needs.
      expr:
        `max by (pod) (${node("redis_master_link_up")}) == 0 ` +
        `unless max by (pod) (${node("redis_master_sync_in_progress")}) == 1`,
      for: "2m",
      severity: "warning",
      summary: "{{ $labels.pod }} has no link to its master",
      runbook: "replica-link-down",
    },
    ...syncAlerts(context),
  ];
}

/** What makes replicas sync in full. */
function syncAlerts(context: InstanceContext): Alert[] {
  const { node } = seriesOf(context);
  const { memory, replicas } = context.settings;
  const backlog = bytes(memory.reserves.replicationBacklog);
  const fullSyncs = 2 * (1 + replicas.max);
  return [
    {
      name: "RedisBacklogSmall",
      expr: `max(rate(${node("redis_master_repl_offset")}[5m])) * ${outage} > ${backlog}`,
      for: "15m",
      severity: "warning",
      summary: `${outage} s of writes are {{ $value | humanize1024 }}B, more than the replication backlog holds`,
      runbook: "backlog-small",
    },
    {
      name: "RedisFullSyncs",
      expr: `sum(increase(${node("redis_replica_resyncs_full")}[1h])) > ${fullSyncs}`,
      for: "0s",
      severity: "warning",
      summary: '{{ printf "%.0f" $value }} full syncs of replicas within an hour',
      runbook: "full-syncs",
    },
  ];
}
