import * as apps from "@pulumi/kubernetes/apps/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import * as networking from "@pulumi/kubernetes/networking/v1";
import * as policy from "@pulumi/kubernetes/policy/v1";
import type * as pulumi from "@pulumi/pulumi";
import { type InstanceContext, type LeadingKind, objectNames } from "../../configs";
import type { Files } from "../../configs/render";
import { proxyScripts } from "../../runtime";
import { configMap } from "../kubernetes/config-maps";
import { proxyBudget } from "../kubernetes/disruption-budgets";
import { proxyPolicy } from "../kubernetes/network-policies";
import { proxyDeployment } from "../kubernetes/proxy";
import { proxyMetricsService, proxyService } from "../kubernetes/services";

interface KubernetesProxyArgs {
  context: InstanceContext;
  kind: LeadingKind;
  files: Files;
  restartChecksum: string;
}

/** A Deployment, and the Service by which clients find it. */
export function kubernetesProxy(
  name: string,
  { context, kind, files, restartChecksum }: KubernetesProxyArgs,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const config = configMap(context, objectNames(context).proxy, { ...files, ...proxyScripts(kind) });
  const around = [
    new core.ConfigMap(`${name}-config`, config, { parent }),
    new core.Service(`${name}-service`, proxyService(context), { parent }),
    new core.Service(`${name}-metrics`, proxyMetricsService(context), { parent }),
    new policy.PodDisruptionBudget(`${name}-budget`, proxyBudget(context), { parent }),
    new networking.NetworkPolicy(`${name}-policy`, proxyPolicy(context), { parent }),
  ];
  const deployment = new apps.Deployment(`${name}-deployment`, proxyDeployment(context, kind, restartChecksum), {
    parent,
    dependsOn: around,
  });
  return [deployment, ...around];
}
