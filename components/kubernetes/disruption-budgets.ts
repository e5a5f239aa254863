import { type InstanceContext, objectNames, setName } from "../../configs";
import { partsSelector, proxyPodLabels, redisParts } from "../pod/labels";
import { metadata } from "./metadata";

/** One Redis node at a time, and one Sentinel: a drain waits until the one before is back. */
export function disruptionBudgets(context: InstanceContext) {
  return {
    redis: budget(context, objectNames(context).redisConfig, partsSelector(context, redisParts)),
    sentinel: budget(context, setName(context, "sentinel"), partsSelector(context, ["sentinel"])),
  };
}

export function proxyBudget(context: InstanceContext) {
  return budget(context, objectNames(context).proxy, { matchLabels: proxyPodLabels(context) });
}

function budget(context: InstanceContext, name: string, selector: object) {
  return { metadata: metadata(context, { kind: "PodDisruptionBudget", name }), spec: { maxUnavailable: 1, selector } };
}
