import type { InstanceContext } from "../../instance/context";
import { type Alert, seriesOf } from "./alert";

/** Who is master, as the servers say. */
export function roleAlerts(context: InstanceContext): Alert[] {
  const { node } = seriesOf(context);
  const masters = `count(max by (pod) (${node("redis_instance_info", 'role="master"')}))`;
  const twoMasters: Alert = {
    name: "RedisTwoMasters",
    expr: `${masters} > 1`,
    for: "1m",
    severity: "critical",
    summary: "{{ $value }} nodes say that they are the master",
    runbook: "two-masters",
  };
  // Until the cut-over an instance that follows a Redis outside has no master.
  if (context.settings.bootstrap) return [twoMasters];
  return [
    {
      name: "RedisMasterMissing",
      expr: `count(${node("redis_up")} == 1) unless ${masters} > 0`,
      for: "1m",
      severity: "critical",
      summary: "{{ $value }} nodes answer, and none of them is the master",
      runbook: "master-missing",
    },
    twoMasters,
  ];
}
