import { type InstanceContext, objectNames, type Part, setName } from "../../configs";
import { partsSelector, redisParts } from "../pod/labels";
import { metadata } from "./metadata";

/** One Redis node at a time, and one Sentinel: a drain waits until the one before is back. */
export function disruptionBudgets(context: InstanceContext) {
  return {
    redis: budget(context, objectNames(context).redisConfig, redisParts),
    sentinel: budget(context, setName(context, "sentinel"), ["sentinel"]),
  };
}

function budget(context: InstanceContext, name: string, parts: readonly Part[]) {
  return {
    metadata: metadata(context, { kind: "PodDisruptionBudget", name }),
    spec: { maxUnavailable: 1, selector: partsSelector(context, parts) },
  };
}
