import type { InstanceContext } from "../../instance/context";
import { type Alert, seriesOf } from "./alert";

/** Clients and what they ask. */
export function clientAlerts(context: InstanceContext): Alert[] {
  return [...connectionAlerts(context), ...commandAlerts(context)];
}

function connectionAlerts(context: InstanceContext): Alert[] {
  const { node } = seriesOf(context);
  const { memory, network } = context.settings;
  const { maxclients } = network;
  return [
    {
      name: "RedisClientsNearLimit",
      expr: `max by (pod) (${node("redis_connected_clients")}) / ${maxclients} > 0.8`,
      for: "5m",
      severity: "warning",
      summary: `{{ $labels.pod }} has {{ $value | humanizePercentage }} of the ${maxclients} clients that it takes`,
      runbook: "clients-near-limit",
    },
    {
      name: "RedisConnectionsRejected",
      expr: `sum by (pod) (increase(${node("redis_rejected_connections_total")}[5m])) > 0`,
      for: "0s",
      severity: "critical",
      summary: `{{ $labels.pod }} refuses connections, because it has ${maxclients} clients`,
      runbook: "clients-near-limit",
    },
    {
      name: "RedisClientsBlocked",
      expr: `max by (pod) (${node("redis_blocked_clients")}) / ${maxclients} > 0.5`,
      for: "5m",
      severity: "warning",
      summary: `{{ $value | humanizePercentage }} of the clients that {{ $labels.pod }} takes wait for a command`,
      runbook: "clients-blocked",
    },
    {
      name: "RedisClientsEvicted",
      // One now and then is what memory.reserves.clientBuffers is for: that of a consumer that stands still.
      expr: `sum by (pod) (increase(${node("redis_evicted_clients_total")}[10m])) > 10`,
      for: "5m",
      severity: "warning",
      summary:
        '{{ $labels.pod }} closed {{ printf "%.0f" $value }} clients within 10 minutes, because the buffers of all ' +
        `take more than ${memory.reserves.clientBuffers}`,
      runbook: "clients-evicted",
    },
  ];
}

function commandAlerts(context: InstanceContext): Alert[] {
  const { node } = seriesOf(context);
  // The time for which a command blocks counts as its own.
  const notBlocking = 'cmd!~"b[lrz].+|wait.*|xread.*"';
  const perSecond = (metric: string) => `sum by (pod) (rate(${node(metric, notBlocking)}[5m]))`;
  return [
    {
      name: "RedisSlowCommands",
      expr: `sum by (pod) (increase(${node("redis_slowlog_last_id")}[10m])) > 100`,
      for: "5m",
      severity: "warning",
      summary: '{{ $labels.pod }} logged {{ printf "%.0f" $value }} slow commands within 10 minutes',
      runbook: "slow-commands",
    },
    {
      name: "RedisLatencyHigh",
      expr:
        `${perSecond("redis_commands_duration_seconds_total")} / ${perSecond("redis_commands_total")} > 0.005 ` +
        `and ${perSecond("redis_commands_total")} >= 10`,
      for: "5m",
      severity: "warning",
      summary: "a command takes {{ $value | humanizeDuration }} on {{ $labels.pod }}, in the mean",
      runbook: "slow-commands",
    },
  ];
}
