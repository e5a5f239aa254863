import { objectName, partOf, propertiesOf } from "../kubernetes";
import { resourcePolicy } from "../policy";
import { keepsApart } from "./spread";

export const threeSentinels = resourcePolicy(
  {
    name: "three-sentinels",
    description:
      "At least three Sentinels, an odd number, on different nodes: with fewer the loss of one machine " +
      "leaves no majority, and nobody is elected.",
    fix: "Set sentinel.count to 3 or 5, and pods.spread to required.",
  },
  (resource) => {
    const sentinels = partOf(resource) === "sentinel" ? propertiesOf(resource, "StatefulSet") : undefined;
    if (!sentinels) return [];
    const { replicas = 1 } = sentinels.spec ?? {};
    const name = objectName(resource);
    return [
      ...(replicas >= 3 && replicas % 2 === 1 ? [] : [`${name}: there are ${replicas} Sentinels`]),
      ...(keepsApart(resource) ? [] : [`${name}: Sentinels may share a node`]),
    ];
  },
);
