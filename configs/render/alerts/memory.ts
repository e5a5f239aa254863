import { maxmemoryBytes } from "../../defaults/memory";
import type { InstanceContext } from "../../instance/context";
import { bytes, MiB } from "../../schema/units";
import { type Alert, seriesOf } from "./alert";

/** Memory of nodes. A cache that is full and evicts is in its normal state: none of these says so. */
export function memoryAlerts(context: InstanceContext): Alert[] {
  const { node } = seriesOf(context);
  const { settings } = context;
  const limit = bytes(settings.memory.limit);
  const used = `max by (pod) (${node("redis_memory_used_bytes")})`;
  const peak = `max by (pod) (${node("redis_memory_used_peak_bytes")})`;
  const fragmentation = Math.max(100 * MiB, Math.round(limit * 0.2));
  return [
    ...(settings.memory.policy === "noeviction" ? [full(used, maxmemoryBytes(settings))] : []),
    {
      name: "RedisMemoryNearLimit",
      expr: `max by (pod) (${node("redis_memory_used_rss_bytes")}) / ${limit} > 0.95`,
      for: "5m",
      severity: "critical",
      summary: `{{ $labels.pod }} uses {{ $value | humanizePercentage }} of memory.limit, and is killed at 100 %`,
      runbook: "memory-near-limit",
    },
    {
      name: "RedisMemoryPeak",
      expr: `${peak} / ${limit} > 0.9`,
      for: "5m",
      severity: "warning",
      summary: "the server of {{ $labels.pod }} has once used {{ $value | humanizePercentage }} of memory.limit",
      runbook: "memory-peak",
    },
    {
      name: "RedisMemoryFragmented",
      // By bytes: the ratio of a small data set says nothing (redis#8463); nor do pages that a peak has left.
      expr:
        `max by (pod) (${node("redis_allocator_frag_bytes")}) > ${fragmentation} ` +
        `and on (pod) ${used} > 0.8 * ${peak}`,
      for: "30m",
      severity: "warning",
      summary: "{{ $labels.pod }} has {{ $value | humanize1024 }}B of memory that is allocated and not used",
      runbook: "memory-fragmented",
    },
  ];
}

function full(used: string, maxmemory: number): Alert {
  return {
    name: "RedisMemoryFull",
    expr: `${used} / ${maxmemory} > 0.9`,
    for: "5m",
    severity: "critical",
    summary: "{{ $labels.pod }} uses {{ $value | humanizePercentage }} of maxmemory, and evicts nothing to take more",
    runbook: "memory-full",
  };
}
