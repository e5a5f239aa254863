import type { types } from "@pulumi/kubernetes";
import { type InstanceContext, metricsPort, objectNames, type Part, seconds } from "../../configs";
import { objectLabels } from "./labels";
import { nodeContainer, prepareContainer } from "./node-container";
import { podAnnotations, podBase } from "./pod-base";
import { restoreContainer, restoreVolumes } from "./restore-container";
import { scheduling } from "./scheduling";
import { scrapeAnnotations } from "./scrape-annotations";
import { volumes } from "./volumes";

export type Container = types.input.core.v1.Container;

/** A pod of a part; `restartChecksum` changes with what its script reads only at its start. */
export function podTemplate(
  context: InstanceContext,
  part: Part,
  restartChecksum: string,
  beside: readonly Container[],
): types.input.core.v1.PodTemplateSpec {
  const { settings } = context;
  const { backup, exporter, restore } = settings;
  const fetching = part === "master" && restore ? backup : undefined;
  return {
    metadata: {
      labels: objectLabels(context, part),
      annotations: {
        ...(exporter.enabled && scrapeAnnotations(context, { port: metricsPort, path: "/metrics" })),
        ...podAnnotations(settings, restartChecksum),
      },
    },
    spec: {
      serviceAccountName: objectNames(context).serviceAccount,
      ...podBase(settings),
      terminationGracePeriodSeconds: seconds(settings.stop.gracePeriod),
      ...scheduling(context, part),
      initContainers: [prepareContainer(context, part)],
      containers: [nodeContainer(context, part), ...beside, ...(fetching ? [restoreContainer(fetching)] : [])],
      volumes: [...volumes(context, part), ...(fetching ? restoreVolumes(context, fetching) : [])],
    },
  };
}
