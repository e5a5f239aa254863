import type * as pulumi from "@pulumi/pulumi";
import type { NodeAddress, Part } from "../../configs";
import type { InstanceArgs } from "../instance-args";
import { kubernetesNodes } from "./kubernetes";
import { localNodes } from "./local";

/** Nodes of one part, started with the same files. */
export interface NodeGroup extends InstanceArgs {
  part: Part;
  /** All nodes that there may ever be. */
  addresses: NodeAddress[];
  /** How many of them always run. */
  count: number;
  /** True where load decides how many more. */
  autoscaled?: boolean;
  files: Record<string, string>;
}

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
