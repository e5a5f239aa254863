import type { Instance, InstanceContext, Part } from "../../configs";
import { partsSelector, proxyPodLabels, redisParts } from "./labels";

/** Pods of one kind apart from each other: Redis nodes over machines and zones, and Sentinels likewise. */
export function scheduling(context: InstanceContext, part: Part) {
  const { spread } = context.settings.pods;
  const labelSelector = partsSelector(context, redisParts.includes(part) ? redisParts : [part]);
  const term = { labelSelector, topologyKey: machine };
  return {
    ...placement(context.settings),
    affinity: {
      podAntiAffinity:
        spread === "required" ? { requiredDuringSchedulingIgnoredDuringExecution: [term] } : prefer(term),
    },
    topologySpreadConstraints: [overZones(labelSelector)],
  };
}

/**
 * Pods of the proxy likewise. A rollout begins with one more of them, which finds a place beside an old one where each
 * machine has one already.
 */
export function proxyScheduling(context: InstanceContext) {
  const labelSelector = { matchLabels: proxyPodLabels(context) };
  const overMachines = {
    labelSelector,
    matchLabelKeys: ["pod-template-hash"],
    maxSkew: 1,
    nodeTaintsPolicy: "Honor",
    topologyKey: machine,
    whenUnsatisfiable: "DoNotSchedule",
  };
  const required = context.settings.pods.spread === "required";
  return {
    ...placement(context.settings),
    affinity: { podAntiAffinity: prefer({ labelSelector, topologyKey: machine }) },
    topologySpreadConstraints: [overZones(labelSelector), ...(required ? [overMachines] : [])],
  };
}

const machine = "kubernetes.io/hostname";

function prefer(podAffinityTerm: { labelSelector: object; topologyKey: string }) {
  return { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] };
}

function overZones(labelSelector: object) {
  return { labelSelector, maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway" };
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
