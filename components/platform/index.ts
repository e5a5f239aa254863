import type * as pulumi from "@pulumi/pulumi";
import type { ProxyKind } from "../../configs";
import type { Files } from "../../configs/render";
import type { InstanceArgs } from "../instance-args";
import { refusal } from "../refusal";
import { kubernetesNodes } from "./kubernetes";
import { kubernetesProxy } from "./kubernetes-proxy";
import { localNodes } from "./local";
import type { NodeGroup } from "./node-group";
import { kubernetesShared, type SharedArgs } from "./kubernetes-shared";

/** Makes the resources that are the nodes of a group on the platform of its instance. */
export function createNodes(name: string, group: NodeGroup, parent: pulumi.Resource): pulumi.Resource[] {
  const { platform } = group.context;
  switch (platform) {
    case "local":
      return localNodes(name, group, parent);
    case "docker":
      throw onlyByCompose(parent);
    case "kubernetes":
      return kubernetesNodes(name, group, parent);
    default: {
      const exhaustiveCheck: never = platform;
      return exhaustiveCheck;
    }
  }
}

function onlyByCompose(parent: pulumi.Resource): pulumi.ResourceError {
  const reason = "is deployed by Compose";
  const fix = "run `redis-cache render -s STACK --format compose --out compose`, as docs/docker.md says";
  return refusal({ property: "platform", value: "docker", reason, fix }, parent);
}

/** What the proxy of an instance is made from. */
export interface PlatformProxyArgs extends Omit<InstanceArgs, "files"> {
  files: Files;
  restartChecksum: string;
}

/** Makes the resources that are the proxy of an instance on its platform. */
export function createProxy(name: string, args: PlatformProxyArgs, parent: pulumi.Resource): pulumi.Resource[] {
  const { context } = args;
  const { platform } = context;
  switch (platform) {
    case "docker":
      throw onlyByCompose(parent);
    case "local":
      return localNodes(name, { ...args, addresses: [context.nodes.proxy!], count: 1 }, parent);
    case "kubernetes":
      return kubernetesProxy(name, { ...args, kind: context.nodes.proxy!.kind as ProxyKind }, parent);
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
