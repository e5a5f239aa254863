import type { StackSettings } from "../configs";
import type { ResourceChange } from "./resource-changes";
import type { InstanceStep } from "./steps";

/** A HorizontalPodAutoscaler, or a ScaledObject of KEDA. */
interface Autoscaler {
  metadata: { labels: Record<string, string> };
  spec: { minReplicas: number; maxReplicas: number } | { minReplicaCount: number; maxReplicaCount: number };
}

/** Replicas that an autoscaler has added and may keep no longer, or has to add. How many there are, nobody knows. */
export function autoscalerSteps(
  name: string,
  { instances }: StackSettings,
  changes: readonly ResourceChange[],
): InstanceStep[] {
  const own = changes
    .filter(({ type }) => /:(HorizontalPodAutoscaler|ScaledObject)$/.test(type))
    .flatMap(({ from, to }) => ({ from, to }) as unknown as { from?: Autoscaler; to?: Autoscaler })
    .filter(({ from, to }) => (from ?? to)?.metadata.labels["app.kubernetes.io/instance"] === name);
  // One of another kind takes the place of one that goes.
  const [old] = own.flatMap(({ from }) => (from ? [limitsOf(from)] : []));
  const [now] = own.flatMap(({ to }) => (to ? [limitsOf(to)] : []));
  if (!old) return [];
  return [
    ...atLeast(old.least, now?.least),
    // Without an autoscaler the set says how many.
    ...atMost(old.most, now?.most ?? instances[name]!.replicas.min),
  ];
}

function limitsOf({ spec }: Autoscaler): { least: number; most: number } {
  return "minReplicas" in spec
    ? { least: spec.minReplicas, most: spec.maxReplicas }
    : { least: spec.minReplicaCount, most: spec.maxReplicaCount };
}

function atLeast(from: number, least = from): InstanceStep[] {
  if (least <= from) return [];
  const text = `up to ${least - from} more replicas, where the autoscaler has fewer than ${least} in all`;
  return [{ changeClass: "live", text, does: { kind: "scale", part: "replica", atLeast: least } }];
}

function atMost(from: number, most: number): InstanceStep[] {
  if (most >= from) return [];
  const text =
    `up to ${from - most} fewer replicas, where the autoscaler has added more than ${most} in all; ` +
    "a master among them hands over first";
  return [{ changeClass: "failover", text, does: { kind: "scale", part: "replica", atMost: most } }];
}
