import type * as pulumi from "@pulumi/pulumi";
import { kubernetesShared, type SharedArgs } from "./kubernetes-shared";

/** Makes what all nodes of an instance share on its platform; the nodes depend on it. */
export function createShared(name: string, args: SharedArgs, parent: pulumi.Resource): pulumi.Resource[] {
  return args.context.platform === "kubernetes" ? kubernetesShared(name, args, parent) : [];
}
