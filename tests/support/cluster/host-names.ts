import { spawnSync } from "node:child_process";
import type { InstanceContext, NodeAddress } from "../../../configs/instance/context";

/** The same nodes, known by names instead of addresses. */
export function withNames(context: InstanceContext): InstanceContext {
  const { home, replicas, sentinels } = context.nodes;
  const named = (node: NodeAddress) => ({ ...node, host: `${node.name}.redis.test` });
  const nodes = { ...context.nodes, home: named(home), replicas: replicas.map(named), sentinels: sentinels.map(named) };
  return { ...context, nodes };
}

/** Files of a node that resolves these names, and asks no name server. */
export function hostFiles({ nodes }: InstanceContext): Record<string, string> {
  const hosts = [nodes.home, ...nodes.replicas, ...nodes.sentinels].map(({ host }) => host);
  return {
    hosts: ["localhost", ...hosts].map((host) => `127.0.0.1 ${host}\n`).join(""),
    "nsswitch.conf": "hosts: files\n",
  };
}

const unshare = ["unshare", "--mount", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];

const mounts = ["hosts", "nsswitch.conf"].map((file) => `mount --bind "$CONFIG_DIR/${file}" /etc/${file}`);

/** A shell that sees a node's files for names in place of the machine's. */
export const shellWithNames = [...unshare, "sh", "-c", `${mounts.join(" && ")} && exec sh "$@"`, "sh"];

/** Docker's default allows no mounts; a check of the whole must not pass without these tests. */
export const testsNames = (): boolean => canHaveNames() || Boolean(process.env.CI);

/** Whether this machine lets its user have mounts of his own; Docker's default does not. */
function canHaveNames(): boolean {
  const [command = "", ...args] = unshare;
  return spawnSync(command, [...args, "mount", "--bind", "/dev/null", "/etc/hosts"]).status === 0;
}
