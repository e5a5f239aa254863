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

/** Files of a node that asks this name server, which has port 53 of an address. */
export function nameServerFiles(nameServer: string): Record<string, string> {
  return {
    "nsswitch.conf": "hosts: files dns\n",
    "resolv.conf": `nameserver ${nameServer}\noptions ndots:1 timeout:1 attempts:2\n`,
  };
}

const unshare = ["unshare", "--mount", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];

/** A shell that sees a node's files for names in place of the machine's. */
export const shellWithNames = shellAfter(mounted("$CONFIG_DIR/hosts"), mounted("$CONFIG_DIR/nsswitch.conf"));

/** A shell in a pod: its init container has run, and what that has written is its file of names. */
export const shellWithNameServer = shellAfter(
  mounted("$CONFIG_DIR/nsswitch.conf"),
  mounted("$CONFIG_DIR/resolv.conf"),
  `export HOSTS_FILE="$RUN_DIR/hosts"`,
  `sh "$SCRIPTS_DIR/prepare.sh"`,
  mounted("$RUN_DIR/hosts"),
);

function shellAfter(...steps: string[]): string[] {
  return [...unshare, "sh", "-c", `${steps.join(" && ")} && exec sh "$@"`, "sh"];
}

function mounted(path: string): string {
  return `mount --bind "${path}" /etc/${path.slice(path.indexOf("/") + 1)}`;
}

/** Docker's default allows no mounts; a check of the whole must not pass without these tests. */
export const testsNames = (): boolean => canHaveNames() || Boolean(process.env.CI);

/** Whether this machine lets its user have mounts of his own; Docker's default does not. */
function canHaveNames(): boolean {
  const [command = "", ...args] = unshare;
  return spawnSync(command, [...args, "mount", "--bind", "/dev/null", "/etc/hosts"]).status === 0;
}
