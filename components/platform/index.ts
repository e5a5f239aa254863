import type * as pulumi from "@pulumi/pulumi";
import type { InstanceContext, InstanceSecrets, NodeAddress } from "../../configs";
import { refusal } from "../refusal";
import { localNodes } from "./local";

/** Nodes of one kind that a platform starts with the same files. */
export interface NodeGroup {
  context: InstanceContext;
  addresses: NodeAddress[];
  files: Record<string, string>;
  secrets: pulumi.Input<InstanceSecrets>;
  localDirectory?: string;
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
