import type { types } from "@pulumi/kubernetes";
import { type InstanceContext, objectNames, type Part, seconds } from "../../configs";
import { objectLabels } from "./labels";
import { nodeContainer } from "./node-container";
import { scheduling } from "./scheduling";
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
  return {
    metadata: {
      labels: objectLabels(context, part),
      annotations: { ...settings.annotations, "redis-cache/restart-checksum": restartChecksum },
    },
    spec: {
      serviceAccountName: objectNames(context).serviceAccount,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: podSecurity,
      terminationGracePeriodSeconds: seconds(settings.stop.gracePeriod),
      // Sentinel resolves names while everything else in it waits: full names are asked for once, and not for long (HA rule 2.8).
      dnsConfig: { options: [option("ndots", "1"), option("timeout", "1"), option("attempts", "2")] },
      ...scheduling(context, part),
      containers: [nodeContainer(context, part), ...beside],
      volumes: volumes(context, part),
    },
  };
}

function option(name: string, value: string) {
  return { name, value };
}
