import * as pulumi from "@pulumi/pulumi";
import {
  type Instance,
  type InstanceSecrets,
  milliseconds,
  monitoringKinds,
  type NodeAddress,
  type ProxyKind,
  proxyKinds,
  usesCertificates,
} from "../../configs";
import { LocalNode, type LocalNodeArgs } from "../../providers/local/node";
import { monitoringFolder, proxyFolder, runtimeFolder, type ScriptsFolder } from "../../runtime";
import {
  bucketFiles,
  certificateFiles,
  exporterPasswordFiles,
  passwordFiles,
  proxyPasswordFiles,
} from "../../configs/secrets/node-files";
import { clientFiles } from "../../configs/secrets/shared";
import { refusal } from "../refusal";
import type { NodeGroup } from "./node-group";

/** Nodes that are alike. */
export type LocalGroup = Omit<NodeGroup, "part" | "autoscaled" | "exporter">;

/** A process on this machine for each node of a group. */
export function localNodes(name: string, group: LocalGroup, parent: pulumi.Resource): LocalNode[] {
  const directory = directoryOf(group, parent);
  const { settings } = group.context;
  refuseOtherSecrets(settings, parent);
  const kind = group.addresses[0]?.kind ?? "redis";
  const filesOf = (make: (secrets: Partial<InstanceSecrets>) => Record<string, string>) =>
    pulumi.output(group.secrets ?? {}).apply(make);
  const shared = {
    config: group.files,
    secrets: filesOf((secrets) => secretFiles[kind](settings, secrets)),
    tls: filesOf((secrets) => (hasCertificates(kind, settings) ? certificateFiles(settings, secrets) : {})),
    scripts: scriptsOf(kind),
    restartChecksum: group.restartChecksum,
    server: { engine: settings.server.engine, version: settings.server.version },
    keepData: settings.storage.keep && !isMonitoring(kind),
    // Clients of a proxy connect again elsewhere; on this machine there is no elsewhere.
    stopGrace: isProxy(kind) ? 1_000 : milliseconds(settings.stop.gracePeriod),
  };
  return group.addresses.slice(0, group.count).map((address, index) => {
    return new LocalNode(`${name}-${index}`, { ...placeOf(address, directory), ...shared }, { parent });
  });
}

const secretFiles: Record<
  NodeAddress["kind"],
  (settings: Instance, secrets: Partial<InstanceSecrets>) => Record<string, string>
> = {
  redis: (settings, secrets) => ({ ...passwordFiles(settings, secrets), ...clientFiles(secrets) }),
  sentinel: passwordFiles,
  s3: (_, secrets) => bucketFiles(secrets),
  haproxy: proxyPasswordFiles,
  envoy: proxyPasswordFiles,
  twemproxy: proxyPasswordFiles,
  exporter: exporterPasswordFiles,
  prometheus: () => ({}),
  alertmanager: () => ({}),
};

function scriptsOf(kind: NodeAddress["kind"]): ScriptsFolder {
  if (isMonitoring(kind)) return monitoringFolder();
  return isProxy(kind) ? proxyFolder(kind) : runtimeFolder();
}

function isMonitoring(kind: NodeAddress["kind"]): boolean {
  return (monitoringKinds as readonly string[]).includes(kind);
}

function isProxy(kind: NodeAddress["kind"]): kind is ProxyKind {
  return (proxyKinds as readonly string[]).includes(kind);
}

function hasCertificates(kind: NodeAddress["kind"], settings: Instance): boolean {
  if (isProxy(kind)) return usesCertificates(settings);
  return settings.tls.enabled && ["redis", "sentinel", "exporter"].includes(kind);
}

type Place = Pick<LocalNodeArgs, "node" | "kind" | "host" | "port" | "directory">;

function placeOf({ name, kind, host, port }: NodeAddress, directory: string): Place {
  return { node: name, kind, host, port, directory: `${directory}/${name}` };
}

function directoryOf({ localDirectory }: LocalGroup, parent: pulumi.Resource): string {
  if (localDirectory?.startsWith("/")) return localDirectory;
  const reason = "nodes on platform local live in a folder of this machine, named by an absolute path";
  const fix = "give a path such as `${process.cwd()}/.redis-cache/${pulumi.getStack()}/nodes`";
  throw refusal({ property: "localDirectory", value: localDirectory, reason, fix }, parent);
}

function refuseOtherSecrets({ secrets: { source } }: Instance, parent: pulumi.Resource): void {
  if (source === "config") return;
  const reason = "platform local has no store of secrets but the stack's own";
  throw refusal({ property: "secrets.source", value: source, reason, fix: 'set it to "config"' }, parent);
}
