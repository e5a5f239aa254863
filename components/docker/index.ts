import { type InstanceContext, type NodeAddress, type Part, subnetOf } from "../../configs";
import { firstFreeHost, hostIn } from "../../configs/instance/bridge";
import type { InstanceFiles } from "../../configs/render";
import { proxyScripts, runtimeScripts } from "../../runtime";
import { filesOfKind } from "../instance-args";
import { type DockerContainer, hostFolders, noNames, type Volume } from "./container";
import { containerOfExporter } from "./exporter";
import { containerOfNode, loginVolume } from "./node";
import { containerOfProxy } from "./proxy";

export { type DockerContainer, hostFolders, masterLabel, memoryOptions, nodeLabel, noNames } from "./container";
export { user, type Volume } from "./container";

/** All that an instance is in Docker, without its secrets. */
export interface DockerInstance {
  network: { subnet: string; gateway: string; dynamic: string };
  volumes: Volume[];
  /** In the order of their names. */
  containers: DockerContainer[];
  /** Text by its path below the folder of the stack. */
  files: Record<string, string>;
}

/** Settings in, containers out: what Compose and Pulumi make from it is the same. */
export function dockerInstance(context: InstanceContext, files: InstanceFiles): DockerInstance {
  const { nodes, settings } = context;
  const of = (kind: "redis" | "sentinel" | "proxy") => filesOfKind({ context, files }, kind).restartChecksum;
  const parts: [Part, NodeAddress[], string][] = [
    ["replica", nodes.replicas.slice(0, settings.replicas.min), of("redis")],
    ["master", [nodes.home], of("redis")],
    ["sentinel", nodes.sentinels, of("sentinel")],
  ];
  const containers = [
    ...parts.flatMap(([part, addresses, restart]) => partContainers(context, part, addresses, restart).flat()),
    ...(nodes.proxy ? [containerOfProxy(context, nodes.proxy, of("proxy"))] : []),
  ];
  return {
    network: networkOf(context),
    volumes: parts.flatMap(([, addresses]) => addresses.flatMap((node) => volumesOf(context, node))),
    containers: containers.sort((a, b) => (a.name < b.name ? -1 : 1)),
    files: filesOf(context, files),
  };
}

/** For each node of a part its own container, and that of the exporter beside it. */
export function partContainers(
  context: InstanceContext,
  part: Part,
  nodes: readonly NodeAddress[],
  restartChecksum: string,
): DockerContainer[][] {
  return nodes.map((node, i) => [
    containerOfNode(context, part, node, { restartChecksum, after: before(context, part, nodes[i - 1]) }),
    ...(context.settings.exporter.enabled ? [containerOfExporter(context, part, node)] : []),
  ]);
}

/** One after the other, and the home of the master last: the role moves once, and to a node that is new. */
function before({ nodes, settings }: InstanceContext, part: Part, previous?: NodeAddress): string[] {
  const lastReplica = nodes.replicas[settings.replicas.min - 1];
  const earlier = part === "master" ? lastReplica : previous;
  return earlier ? [earlier.name] : [];
}

export function volumesOf({ settings }: InstanceContext, { name }: NodeAddress): Volume[] {
  return [{ name }, ...(settings.exporter.enabled ? [loginVolume(name)] : [])];
}

export function networkOf(context: InstanceContext): DockerInstance["network"] {
  const subnet = subnetOf(context);
  return { subnet, gateway: hostIn(subnet, 1), dynamic: `${hostIn(subnet, firstFreeHost)}/25` };
}

function filesOf(context: InstanceContext, { redis, sentinel, proxy }: InstanceFiles): Record<string, string> {
  const own = hostFolders(context);
  const groups = [
    [own.redis, redis],
    [own.sentinel, sentinel],
    [own.scripts, runtimeScripts()],
    ...(proxy
      ? ([
          [own.proxy, proxy],
          [own.proxyScripts, proxyScripts("haproxy")],
        ] as const)
      : []),
  ] as const;
  const mounted = groups.flatMap(([{ folder }, texts]) =>
    Object.entries(texts).map(([file, text]) => [`${folder}/${file}`, text] as const),
  );
  return { [own.names.folder]: noNames.text, ...Object.fromEntries(mounted) };
}
