import type { InstanceContext } from "../../instance/context";
import { longestGap } from "../../schema/cron-gap";
import { formatDuration, seconds } from "../../schema/units";
import { type Alert, seriesOf } from "./alert";

/** Time for what a schedule does not tell: a change of the clock, a pod that waits for its node. */
const slack = 3600;

/** Backups and drills by what their jobs note in Redis, in seconds since 1970; the newest note of all nodes counts. */
export function backupAlerts(context: InstanceContext): Alert[] {
  const { backup } = context.settings;
  if (!backup || context.platform !== "kubernetes") return [];
  const { node } = seriesOf(context);
  const note = (name: string) => `max(${node("redis_key_value", `key="redis-cache:${name}"`)} > 0)`;
  const deadline = seconds(backup.job.deadline);
  const late = (schedule: string) => longestGap(schedule) + deadline + slack;
  const failed = (subject: string) =>
    `(${note(`${subject}:started`)} > (${note(`${subject}:time`)} or vector(0))) < time() - ${deadline}`;
  const afterDeadline = `started more than ${formatDuration(1000 * deadline)} ago, and none has completed since`;
  const backups: Alert[] = [
    {
      name: "RedisBackupOld",
      expr: `time() - ${note("backup:time")} > ${late(backup.schedule)}`,
      for: "10m",
      severity: "critical",
      summary: "the newest backup was taken {{ $value | humanizeDuration }} ago",
      runbook: "backup-old",
    },
    {
      name: "RedisBackupMissing",
      expr: `min(${node("redis_uptime_in_seconds")}) > ${late(backup.schedule)} unless ${note("backup:time")}`,
      for: "10m",
      severity: "critical",
      summary: "all nodes run for {{ $value | humanizeDuration }}, and there is no backup yet",
      runbook: "backup-old",
    },
    {
      name: "RedisBackupFailed",
      expr: failed("backup"),
      for: "5m",
      severity: "warning",
      summary: `a backup ${afterDeadline}`,
      runbook: "backup-failed",
    },
  ];
  if (!backup.drill.enabled) return backups;
  return [
    ...backups,
    {
      name: "RedisDrillOld",
      expr: `time() - ${note("drill:time")} > ${late(backup.drill.schedule)}`,
      for: "10m",
      severity: "warning",
      summary: "a drill restored a backup {{ $value | humanizeDuration }} ago",
      runbook: "drill-failed",
    },
    {
      name: "RedisDrillFailed",
      expr: failed("drill"),
      for: "5m",
      severity: "warning",
      summary: `a drill ${afterDeadline}`,
      runbook: "drill-failed",
    },
  ];
}
