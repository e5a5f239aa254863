import { dirname } from "node:path";
import { Container, Network, RemoteImage, Volume } from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { type InstanceContext, type InstanceSecrets, type NodeAddress, usesCertificates } from "../../configs";
import { certificateFiles, passwordFiles, proxyPasswordFiles } from "../../configs/secrets/node-files";
import { LocalFolder, type LocalFolderArgs } from "../../providers/local/local-folder";
import { proxyFolder, runtimeFolder } from "../../runtime";
import { partContainers, type DockerContainer, hostFolders, networkOf, noNames, volumesOf } from "../docker";
import { containerArgs, engineName, networkArgs, volumeArgs } from "../docker/container-args";
import { containerOfProxy } from "../docker/proxy";
import { imageOf } from "../pod/node-container";
import { refusal } from "../refusal";
import type { NodeGroup } from "./node-group";
import type { PlatformProxyArgs, Shared, SharedArgs } from ".";

/** What containers of an instance share: its network, the images, and the folders that they mount. */
export function dockerShared(name: string, args: SharedArgs, parent: pulumi.Resource): Shared {
  const { context } = args;
  const network = new Network(`${name}-network`, networkArgs(context.masterName, networkOf(context)), {
    parent,
    deleteBeforeReplace: true,
  });
  const images = imagesOf(context).map((image, i) => {
    // Other stacks use it too.
    const options = { name: image, keepLocally: true };
    return [image, new RemoteImage(`${name}-image-${i}`, options, { parent })] as const;
  });
  return {
    objects: [network, ...images.map(([, made]) => made), ...mountedFolders(name, args, parent)],
    engine: {
      network: network.name,
      images: Object.fromEntries(images.map(([image, made]) => [image, made.imageId])),
    },
  };
}

function imagesOf({ settings: { server, exporter, proxy }, nodes }: InstanceContext): string[] {
  const all = [server, ...(exporter.enabled ? [exporter] : []), ...(nodes.proxy ? [proxy] : [])];
  return [...new Set(all.map(imageOf))];
}

/** Each a resource, so that a changed line of a file is what Pulumi shows. */
function mountedFolders(name: string, args: SharedArgs, parent: pulumi.Resource): LocalFolder[] {
  const { context, files } = args;
  const { settings, nodes } = context;
  const directory = directoryOf(args, parent);
  const own = hostFolders(context);
  const secrets = (make: (settings: InstanceContext["settings"], all: Partial<InstanceSecrets>) => Texts) =>
    args.secrets.apply((known) => make(settings, known));
  const all: Record<string, { folder: string } & Omit<LocalFolderArgs, "directory">> = {
    names: { folder: dirname(own.names.folder), files: { [noNames.file]: noNames.text } },
    redis: { folder: own.redis.folder, files: files.redis },
    sentinel: { folder: own.sentinel.folder, files: files.sentinel },
    scripts: { folder: own.scripts.folder, files: {}, scripts: runtimeFolder() },
    secrets: { folder: own.secrets.folder, files: secrets(passwordFiles) },
    ...(usesCertificates(settings) && { tls: { folder: own.tls.folder, files: secrets(certificateFiles) } }),
    ...(nodes.proxy && {
      proxy: { folder: own.proxy.folder, files: files.proxy! },
      "proxy-scripts": { folder: own.proxyScripts.folder, files: {}, scripts: proxyFolder("haproxy") },
      "proxy-secrets": { folder: own.proxySecrets.folder, files: secrets(proxyPasswordFiles) },
    }),
  };
  return Object.entries(all).map(([what, { folder, ...texts }]) => {
    return new LocalFolder(`${name}-${what}`, { directory: `${directory}/${folder}`, ...texts }, { parent });
  });
}

type Texts = Record<string, string>;

/** A container for each node of a group, and for the exporter beside it, made one after the other. */
export function dockerNodes(name: string, group: NodeGroup, parent: pulumi.Resource): pulumi.Resource[] {
  const { context, part, restartChecksum } = group;
  const addresses = group.addresses.slice(0, group.count);
  const made = new Map<string, Container>();
  for (const [i, beside] of partContainers(context, part, addresses, restartChecksum).entries()) {
    const node = addresses[i]!;
    const own = `${name}-${i}`;
    const volumes = nodeVolumes(own, context, node, parent);
    for (const container of beside) {
      const dependsOn = [...volumes, ...container.after.flatMap((earlier) => made.get(earlier) ?? [])];
      const resource = `${own}${container.name.slice(node.name.length)}`;
      made.set(container.name, newContainer(resource, container, group, { parent, dependsOn }));
    }
  }
  return [...made.values()];
}

function nodeVolumes(name: string, context: InstanceContext, node: NodeAddress, parent: pulumi.Resource): Volume[] {
  const { keep } = context.settings.storage;
  return volumesOf(context, node).map((volume) => {
    const isData = volume.memoryBytes === undefined;
    const args = volumeArgs(engineName(context, volume.name), volume);
    return new Volume(`${name}-${isData ? "data" : "login"}`, args, { parent, retainOnDelete: isData && keep });
  });
}

/** The container of the proxy. */
export function dockerProxy(name: string, args: PlatformProxyArgs, parent: pulumi.Resource): pulumi.Resource[] {
  const container = containerOfProxy(args.context, args.context.nodes.proxy!, args.restartChecksum);
  return [newContainer(`${name}-0`, container, args, { parent })];
}

type Place = Pick<NodeGroup, "context" | "engine" | "localDirectory">;

function newContainer(name: string, container: DockerContainer, args: Place, opts: pulumi.CustomResourceOptions) {
  const { context } = args;
  const engine = args.engine ?? missingEngine(opts.parent!);
  const made = containerArgs(container, {
    name: engineName(context, container.name),
    network: engine.network,
    image: engine.images[container.image]!,
    directory: directoryOf(args, opts.parent!),
    volumeName: (volume) => engineName(context, volume),
  });
  // Two cannot have one name, one address, or one port. Options of logs are never changed, and an engine adds its own.
  return new Container(name, made, { ...opts, deleteBeforeReplace: true, ignoreChanges: ["logOpts"] });
}

function missingEngine(parent: pulumi.Resource): never {
  const reason = "is what containers share, and there is none";
  throw refusal({ property: "engine", value: undefined, reason, fix: "make the instance by RedisCache" }, parent);
}

function directoryOf({ localDirectory }: Pick<Place, "localDirectory">, parent: pulumi.Resource): string {
  if (localDirectory?.startsWith("/")) return localDirectory;
  const reason = "containers mount folders of this machine, below one that is named by an absolute path";
  const fix = "give a path such as `${process.cwd()}/.redis-cache/${pulumi.getStack()}/nodes`";
  throw refusal({ property: "localDirectory", value: localDirectory, reason, fix }, parent);
}
