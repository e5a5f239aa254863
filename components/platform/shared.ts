import type * as pulumi from "@pulumi/pulumi";
import type { InstanceContext, InstanceSecrets } from "../../configs";
import { kubernetesShared } from "./kubernetes-shared";

/** Makes what all nodes of an instance share on its platform; the nodes depend on it. */
export function createShared(
  name: string,
  context: InstanceContext,
  secrets: pulumi.Output<Partial<InstanceSecrets>>,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  return context.platform === "kubernetes" ? kubernetesShared(name, context, secrets, parent) : [];
}
