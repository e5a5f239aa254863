import type { Instance, InstanceContext, Part } from "../../configs";
import { partsSelector, redisParts } from "./labels";

/** Pods of one kind apart from each other: Redis nodes over machines and zones, and Sentinels likewise. */
export function scheduling(context: InstanceContext, part: Part) {
  const { spread } = context.settings.pods;
  const labelSelector = partsSelector(context, redisParts.includes(part) ? redisParts : [part]);
  const term = { labelSelector, topologyKey: "kubernetes.io/hostname" };
  return {
    ...placement(context.settings),
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

/** Of every pod: which nodes take it, how soon, and with what its images are pulled. */
export function placement({ pods }: Instance) {
  const { imagePullSecrets, nodeSelector, priorityClass, tolerations } = pods;
  return {
    ...(priorityClass !== undefined && { priorityClassName: priorityClass }),
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(imagePullSecrets.length > 0 && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
  };
}
