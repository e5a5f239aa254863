import { type InstanceContext, type LeadingKind, objectNames } from "../../configs";
import { checksumOf } from "../../configs/render/checksum";
import { proxyScripts } from "../../runtime";
import { proxyPodLabels } from "../pod/labels";
import { proxyPod } from "../pod/proxy-pod";
import { metadata } from "./metadata";

/** Pods that are alike, none of which is missed: a rollout makes a new one before it takes an old one away. */
export function proxyDeployment(context: InstanceContext, kind: LeadingKind, restartChecksum: string) {
  return {
    metadata: metadata(context, { kind: "Deployment", name: objectNames(context).proxy }),
    spec: {
      replicas: context.settings.proxy.replicas,
      revisionHistoryLimit: 2,
      selector: { matchLabels: proxyPodLabels(context) },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      // A shell reads its script once.
      template: proxyPod(context, kind, checksumOf(JSON.stringify([restartChecksum, proxyScripts(kind)]))),
    },
  };
}
