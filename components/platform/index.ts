import type * as pulumi from "@pulumi/pulumi";
import type { InstanceContext, InstanceSecrets, LeadingKind } from "../../configs";
import type { Files, InstanceFiles } from "../../configs/render";
import type { EngineShare, InstanceArgs } from "../instance-args";
import { kubernetesNodes } from "./kubernetes";
import { kubernetesProxy } from "./kubernetes-proxy";
import { localNodes } from "./local";
import type { NodeGroup } from "./node-group";
import { kubernetesShared } from "./kubernetes-shared";

/** Makes the resources that are the nodes of a group on the platform of its instance. */
export function createNodes(name: string, group: NodeGroup, parent: pulumi.Resource): pulumi.Resource[] {
  const { platform } = group.context;
  switch (platform) {
    case "local":
      return localNodes(name, group, parent);
    case "docker":
      return docker().dockerNodes(name, group, parent);
    case "kubernetes":
      return kubernetesNodes(name, group, parent);
    default: {
      const exhaustiveCheck: never = platform;
      return exhaustiveCheck;
    }
  }
}

/** Only programs with containers have `@pulumi/docker` installed. */
function docker(): typeof import("./docker.js") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("./docker") as typeof import("./docker.js");
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
      return docker().dockerProxy(name, args, parent);
    case "local":
      return localNodes(name, { ...args, addresses: [context.nodes.proxy!], count: 1 }, parent);
    case "kubernetes":
      return kubernetesProxy(name, { ...args, kind: context.nodes.proxy!.kind as LeadingKind }, parent);
    default: {
      const exhaustiveCheck: never = platform;
      return exhaustiveCheck;
    }
  }
}

/** What the objects that an instance has once are made from. */
export interface SharedArgs extends Pick<InstanceArgs, "localDirectory"> {
  context: InstanceContext;
  files: InstanceFiles;
  secrets: pulumi.Output<Partial<InstanceSecrets>>;
}

/** What all nodes of an instance share; they depend on `objects`. */
export interface Shared {
  objects: pulumi.Resource[];
  /** Only on platform `docker`. */
  engine?: EngineShare;
}

/** Makes what all nodes of an instance share on its platform. */
export function createShared(name: string, args: SharedArgs, parent: pulumi.Resource): Shared {
  const { platform } = args.context;
  switch (platform) {
    case "docker":
      return docker().dockerShared(name, args, parent);
    case "local":
      return { objects: [] };
    case "kubernetes":
      return { objects: kubernetesShared(name, args, parent) };
    default: {
      const exhaustiveCheck: never = platform;
      return exhaustiveCheck;
    }
  }
}
