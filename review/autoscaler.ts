import type { StackSettings } from "../configs";
import type { ResourceChange } from "./resource-changes";
import type { InstanceStep } from "./steps";

interface Autoscaler {
  metadata: { labels: Record<string, string> };
  spec: { maxReplicas: number };
}

/** Replicas that an autoscaler has added, and may keep no longer. How many there are, nobody knows beforehand. */
export function autoscalerSteps(
  name: string,
  { instances }: StackSettings,
  changes: readonly ResourceChange[],
): InstanceStep[] {
  return changes.flatMap(({ type, from, to }) => {
    const [old, now] = [from, to] as unknown as (Autoscaler | undefined)[];
    if (!type.endsWith(":HorizontalPodAutoscaler") || old?.metadata.labels["app.kubernetes.io/instance"] !== name) {
      return [];
    }
    // Without an autoscaler the set says how many.
    const most = now?.spec.maxReplicas ?? instances[name]!.replicas.min;
    const fewer = old.spec.maxReplicas - most;
    if (fewer <= 0) return [];
    const text =
      `up to ${fewer} fewer replicas, where the autoscaler has added more than ${most} in all; ` +
      "a master among them hands over first";
    return [{ changeClass: "failover", text, does: { kind: "scale", part: "replica", atMost: most } }];
  });
}
