import type { InstanceContext, Part } from "../../configs";
import { partsSelector, redisParts } from "./labels";

/** Pods of one kind apart from each other: Redis nodes over machines and zones, and Sentinels likewise. */
export function scheduling(context: InstanceContext, part: Part) {
  const { priorityClass, spread } = context.settings.pods;
  const labelSelector = partsSelector(context, redisParts.includes(part) ? redisParts : [part]);
  const term = { labelSelector, topologyKey: "kubernetes.io/hostname" };
  return {
    ...(priorityClass !== undefined && { priorityClassName: priorityClass }),
    affinity: {
      podAntiAffinity:
        spread === "required"
          ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
          : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
    },
    topologySpreadConstraints: [
      { labelSelector, maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway" },
    ],
  };
}
