import { objectName, partOf, propertiesOf } from "../kubernetes";
import { stackPolicy } from "../policy";

export const autoscalerTarget = stackPolicy(
  {
    name: "autoscaler-target",
    description:
      "Only the replicas are scaled by load: a second home of the master would be a second master, and " +
      "Sentinels are a quorum.",
    fix: "Set autoscaling, which scales the StatefulSet of the replicas.",
  },
  (resources) =>
    resources.flatMap((autoscaler) => {
      const target = propertiesOf(autoscaler, "HorizontalPodAutoscaler", "ScaledObject")?.spec?.scaleTargetRef;
      if (!target) return [];
      const set = resources.find((one) => propertiesOf(one, "StatefulSet") && objectName(one) === target.name);
      const part = set && partOf(set);
      return part === "replica"
        ? []
        : [`${objectName(autoscaler)} scales ${target.kind} ${target.name}, part ${part ?? "unknown"}`];
    }),
);
