import type * as pulumi from "@pulumi/pulumi";
import type { NodeAddress } from "../../configs";
import type { InstanceArgs } from "../instance-args";
import { refusal } from "../refusal";
import { localNodes } from "./local";

/** Nodes of one kind that a platform starts with the same files. */
export interface NodeGroup extends InstanceArgs {
  addresses: NodeAddress[];
  files: Record<string, string>;
}

/** Makes the resources that are the nodes of a group on the platform of its instance. */
export function createNodes(name: string, group: NodeGroup, parent: pulumi.Resource): pulumi.Resource[] {
  const { platform } = group.context;
  switch (platform) {
    case "local":
      return localNodes(name, group, parent);
    case "kubernetes":
    default:
      throw refusal(
        {
          property: "platform",
          value: platform,
          reason: "components cannot start nodes on this platform yet",
          fix: 'set it to "local"',
        },
        parent,
      );
  }
}
