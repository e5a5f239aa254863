import type { InstanceContext } from "../../instance/context";
import { type Alert, seriesOf } from "./alert";

/** Moves of the master's role that a day of maintenance needs in an hour; more are a fault that comes back. */
const moves = 5;

/** What the Sentinels say of the master and of each other. */
export function sentinelAlerts(context: InstanceContext): Alert[] {
  const { sentinel } = seriesOf(context);
  const { quorum } = context.settings.sentinel;
  const epoch = sentinel("redis_sentinel_master_config_epoch");
  const canReach = `sum(max by (pod) (${sentinel("redis_sentinel_master_ckquorum_status")}))`;
  return [
    {
      name: "RedisSentinelQuorumLost",
      expr: `${canReach} < ${quorum}`,
      for: "1m",
      severity: "critical",
      summary: "{{ $value }} Sentinels can reach a quorum: without one nobody replaces a master that fails",
      runbook: "sentinel-quorum-lost",
    },
    {
      name: "RedisSentinelsDisagree",
      expr: `count(count by (master_address) (${sentinel("redis_sentinel_master_status")})) > 1`,
      for: "1m",
      severity: "critical",
      summary: "the Sentinels name {{ $value }} masters",
      runbook: "sentinels-disagree",
    },
    {
      name: "RedisSentinelTilt",
      expr: `max by (pod) (${sentinel("redis_sentinel_tilt")}) == 1`,
      for: "1m",
      severity: "warning",
      summary: "{{ $labels.pod }} is in TILT mode, and takes part in no failover",
      runbook: "sentinel-tilt",
    },
    {
      name: "RedisMasterMovesOften",
      // A Sentinel that is new has epoch 0 until another tells it.
      expr: `max(max_over_time(${epoch}[1h])) - min(min_over_time((${epoch} > 0)[1h:1m])) > ${moves}`,
      for: "0s",
      severity: "warning",
      summary: "the master's role moved {{ $value }} times within an hour",
      runbook: "master-moves-often",
    },
  ];
}
