import type * as pulumi from "@pulumi/pulumi";
import { kubernetesNodes } from "./kubernetes";
import { localNodes } from "./local";
import type { NodeGroup } from "./node-group";
import { kubernetesShared, type SharedArgs } from "./kubernetes-shared";

/** Makes the resources that are the nodes of a group on the platform of its instance. */
export function createNodes(name: string, group: NodeGroup, parent: pulumi.Resource): pulumi.Resource[] {
  const { platform } = group.context;
  switch (platform) {
    case "local":
      return localNodes(name, group, parent);
    case "kubernetes":
      return kubernetesNodes(name, group, parent);
    default: {
      const exhaustiveCheck: never = platform;
      return exhaustiveCheck;
    }
  }
}

/** Makes what all nodes of an instance share on its platform; the nodes depend on it. */
export function createShared(name: string, args: SharedArgs, parent: pulumi.Resource): pulumi.Resource[] {
  return args.context.platform === "kubernetes" ? kubernetesShared(name, args, parent) : [];
}
