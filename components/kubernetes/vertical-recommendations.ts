import { type InstanceContext, type Part, setName } from "../../configs";
import { metadata } from "./metadata";

/** What the nodes of a part should have of CPU and memory, by their use; it changes nothing. */
export function verticalRecommendations(context: InstanceContext, part: Part) {
  const name = setName(context, part);
  return {
    apiVersion: "autoscaling.k8s.io/v1",
    kind: "VerticalPodAutoscaler",
    metadata: metadata(context, { kind: "VerticalPodAutoscaler", name, part }),
    spec: {
      targetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name },
      // Other modes evict pods, and change memory without maxmemory, which is a share of it.
      updatePolicy: { updateMode: "Off" },
    },
  };
}
