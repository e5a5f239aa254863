import type { types } from "@pulumi/kubernetes";
import type { InstanceContext } from "../../configs";
import { objectLabels } from "./labels";
import type { Container } from "./pod-template";
import { podBase } from "./pod-base";
import { placement } from "./scheduling";

/** In what the pods of jobs differ. */
export interface JobPod {
  /** Beside those of every object. */
  labels: Record<string, string>;
  /** Before those of every object. */
  annotations?: Record<string, string>;
  serviceAccountName: string;
  initContainers?: Container[];
  containers: Container[];
  volumes: types.input.core.v1.Volume[];
}

/** A pod that does its work once, without a token. */
export function jobTemplate(
  context: InstanceContext,
  { labels, annotations: own, ...spec }: JobPod,
): types.input.core.v1.PodTemplateSpec {
  const { settings } = context;
  const annotations = { ...settings.annotations, ...own };
  return {
    metadata: {
      labels: { ...objectLabels(context), ...labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      ...podBase(settings),
      restartPolicy: "Never",
      ...placement(settings),
      ...spec,
    },
  };
}
