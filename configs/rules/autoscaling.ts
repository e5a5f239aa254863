import { rule } from "./rule";

const roomToScale = rule(
  ["autoscaling", "replicas.min", "replicas.max"],
  ({ autoscaling, replicas: { min, max } }) =>
    autoscaling !== undefined &&
    max <= min && {
      property: "replicas.max",
      value: max,
      reason: `not above replicas.min (${min}), so that autoscaling has nothing to add`,
      fix: `write ${min + 1} or more, or remove autoscaling`,
    },
);

const onKubernetes = rule(
  ["autoscaling"],
  ({ autoscaling }, { platform }) =>
    autoscaling !== undefined &&
    platform === "local" && {
      property: "autoscaling",
      reason: "needs Kubernetes, and platform is local",
      fix: "remove it, or write replicas.min",
    },
);

export const autoscalingRules = [roomToScale, onKubernetes];
