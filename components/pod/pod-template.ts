import type { types } from "@pulumi/kubernetes";
import { type InstanceContext, metricsPort, objectNames, type Part, seconds } from "../../configs";
import { dnsConfig } from "./dns-config";
import { objectLabels } from "./labels";
import { nodeContainer } from "./node-container";
import { prepareContainer } from "./prepare-container";
import { restoreContainer, restoreVolumes } from "./restore-container";
import { scheduling } from "./scheduling";
import { scrapeAnnotations } from "./scrape-annotations";
import { podSecurity } from "./security";
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
        ...settings.annotations,
        ...settings.pods.annotations,
        "redis-cache/restart-checksum": restartChecksum,
      },
    },
    spec: {
      serviceAccountName: objectNames(context).serviceAccount,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: podSecurity(settings),
      terminationGracePeriodSeconds: seconds(settings.stop.gracePeriod),
      dnsConfig,
      ...scheduling(context, part),
      initContainers: [prepareContainer(context, part)],
      containers: [nodeContainer(context, part), ...beside, ...(fetching ? [restoreContainer(fetching)] : [])],
      volumes: [...volumes(context, part), ...(fetching ? restoreVolumes(context, fetching) : [])],
    },
  };
}
