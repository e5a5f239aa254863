import * as pulumi from "@pulumi/pulumi";
import { type Instance, type InstanceSecrets, milliseconds, type NodeAddress, userNames } from "../../configs";
import { restartChecksum } from "../../configs/render";
import { LocalNode, type LocalNodeArgs } from "../../providers/local/node";
import { runtimeScripts } from "../../runtime";
import { refusal } from "../refusal";
import type { NodeGroup } from ".";

/** A process on this machine for each node of a group. */
export function localNodes(name: string, group: NodeGroup, parent: pulumi.Resource): LocalNode[] {
  const directory = directoryOf(group, parent);
  const { settings } = group.context;
  refuseOtherSecrets(settings, parent);
  const shared = {
    config: group.files,
    secrets: pulumi.output(group.secrets).apply(passwordFiles),
    tls: pulumi.output(group.secrets).apply((secrets) => certificateFiles(settings, secrets)),
    scripts: runtimeScripts(),
    restartChecksum: restartChecksum(group.files),
    server: { engine: settings.server.engine, version: settings.server.version },
    keepData: settings.storage.keep,
    stopGrace: milliseconds(settings.stop.gracePeriod),
  };
  return group.addresses.map((address, index) => {
    return new LocalNode(`${name}-${index}`, { ...placeOf(address, directory), ...shared }, { parent });
  });
}

type Place = Pick<LocalNodeArgs, "node" | "kind" | "host" | "port" | "directory">;

function placeOf({ name, kind, host, port }: NodeAddress, directory: string): Place {
  return { node: name, kind, host, port, directory: `${directory}/${name}` };
}

function directoryOf({ localDirectory }: NodeGroup, parent: pulumi.Resource): string {
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

/** One file a user, as every platform mounts them. */
function passwordFiles(secrets: InstanceSecrets): Record<string, string> {
  const missing = userNames.filter((user) => !secrets[user]);
  if (missing.length === 0) return Object.fromEntries(userNames.map((user) => [user, secrets[user]]));
  throw new Error(`secrets lack the password of ${missing.join(", ")}. Way out: run "redis-cache secrets init"`);
}

/** The authority's own key stays out of every node. */
function certificateFiles({ tls }: Instance, secrets: InstanceSecrets): Record<string, string> {
  if (!tls.enabled) return {};
  if (!secrets.tls) throw new Error('secrets lack the certificates. Way out: run "redis-cache secrets init"');
  return { "ca.crt": secrets.tls.ca, "tls.crt": secrets.tls.cert, "tls.key": secrets.tls.key };
}
