import { type InstanceContext, type NodeAddress, subnetOf } from "../../configs";
import { firstFreeHost, hostIn } from "../../configs/instance/bridge";
import { type InstanceFiles, restartChecksum } from "../../configs/render";
import { proxyScripts, runtimeScripts, scriptsChecksum } from "../../runtime";
import { type DockerContainer, hostFolders, noNames, type Volume } from "./container";
import { containerOfExporter } from "./exporter";
import { loginVolume, containerOfNode } from "./node";
import { containerOfProxy } from "./proxy";

export { type DockerContainer, hostFolders, masterLabel, nodeLabel, user, type Volume } from "./container";

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
  const replicas = nodes.replicas.slice(0, settings.replicas.min);
  const redis = [...replicas, nodes.home];
  const parts = [
    ...replicas.map((node) => ["replica", node] as const),
    ["master", nodes.home] as const,
    ...nodes.sentinels.map((node) => ["sentinel", node] as const),
  ];
  const checksums = checksumsOf(context, files);
  const containers = [
    // One after the other, and the home of the master last, so that the role moves once and to a node that is new.
    ...redis.map((node, i) =>
      containerOfNode(context, i < replicas.length ? "replica" : "master", node, {
        restartChecksum: checksums.redis,
        after: before(redis, i),
      }),
    ),
    ...nodes.sentinels.map((node, i) =>
      containerOfNode(context, "sentinel", node, {
        restartChecksum: checksums.sentinel,
        after: before(nodes.sentinels, i),
      }),
    ),
    ...(settings.exporter.enabled ? parts.map(([part, node]) => containerOfExporter(context, part, node)) : []),
    ...(nodes.proxy
      ? [containerOfProxy(context, nodes.proxy, { restartChecksum: checksums.proxy, after: [nodes.home.name] })]
      : []),
  ];
  return {
    network: networkOf(context),
    volumes: parts.flatMap(([, node]) => volumesOf(context, node)),
    containers: containers.sort((a, b) => (a.name < b.name ? -1 : 1)),
    files: filesOf(context, files),
  };
}

function before(nodes: readonly NodeAddress[], index: number): string[] {
  const previous = nodes[index - 1];
  return previous ? [previous.name] : [];
}

function volumesOf({ settings }: InstanceContext, { name }: NodeAddress): Volume[] {
  return [{ name }, ...(settings.exporter.enabled ? [loginVolume(name)] : [])];
}

function networkOf(context: InstanceContext): DockerInstance["network"] {
  const subnet = subnetOf(context);
  return { subnet, gateway: hostIn(subnet, 1), dynamic: `${hostIn(subnet, firstFreeHost)}/25` };
}

/** Scripts are loaded at the start of a node, so that other ones make new containers. */
function checksumsOf({ settings }: InstanceContext, { redis, sentinel, proxy, directives }: InstanceFiles) {
  const scripts = { "scripts.sha256": scriptsChecksum(runtimeScripts()) };
  const programs = { "scripts.sha256": scriptsChecksum(proxyScripts("haproxy")) };
  const of = (files: Record<string, string>) => restartChecksum(settings.server, files, directives);
  return {
    redis: of({ ...redis, ...scripts }),
    sentinel: of({ ...sentinel, ...scripts }),
    proxy: of({ ...proxy, ...programs }),
  };
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
