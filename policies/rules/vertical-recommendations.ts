import { objectName, propertiesOf } from "../kubernetes";
import { resourcePolicy } from "../policy";

export const recommendsOnly = resourcePolicy(
  {
    name: "vertical-recommendations",
    description:
      "A VerticalPodAutoscaler only recommends: one that acts evicts nodes, and changes their memory without " +
      "maxmemory, which is a share of it.",
    fix: "Set monitoring.recommendations, or give it updateMode Off, and write its figures into memory and cpu.",
  },
  (resource) => {
    const { targetRef, updatePolicy } = propertiesOf(resource, "VerticalPodAutoscaler")?.spec ?? {};
    if (targetRef?.kind !== "StatefulSet") return [];
    // Its own default is to act.
    const mode = updatePolicy?.updateMode ?? "Auto";
    return mode === "Off" ? [] : [`${objectName(resource)} changes StatefulSet ${targetRef.name}, updateMode ${mode}`];
  },
);
