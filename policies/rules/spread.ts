import { objectName, podSetOf, podTemplateOf, selects, type PodSpec } from "../kubernetes";
import { type Resource, resourcePolicy } from "../policy";

const host = "kubernetes.io/hostname";

export const spread = resourcePolicy(
  {
    name: "spread",
    description:
      "No two Redis nodes of an instance share a node, no two Sentinels, and no two pods of its proxy: losing " +
      "one machine loses one of each at most.",
    fix: "Set pods.spread to required.",
  },
  (resource) => {
    if (!podSetOf(resource)) return [];
    return keepsApart(resource) ? [] : [`${objectName(resource)}: its pods may share a node`];
  },
);

/** Whether the scheduler must not put two of these pods on one node. */
export function keepsApart(set: Resource): boolean {
  const { metadata, spec } = podTemplateOf(set) ?? {};
  const labels = metadata?.labels ?? {};
  return rulesOf(spec).some(
    ({ topologyKey, labelSelector }) => topologyKey === host && selects(labelSelector ?? {}, labels),
  );
}

function rulesOf(pod?: PodSpec) {
  const { requiredDuringSchedulingIgnoredDuringExecution: required = [] } = pod?.affinity?.podAntiAffinity ?? {};
  const spreads = (pod?.topologySpreadConstraints ?? []).filter(
    ({ whenUnsatisfiable, maxSkew }) => whenUnsatisfiable === "DoNotSchedule" && maxSkew === 1,
  );
  return [...required, ...spreads];
}
