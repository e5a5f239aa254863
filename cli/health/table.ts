import Table from "cli-table3";
import pc from "picocolors";
import type { InstanceView, RedisView, SentinelView } from "./observe";
import { nodeNameAt } from "./judge";
import type { LeftAside } from "./left-aside";
import type { MonitoringView } from "./monitoring";
import type { ProxyView } from "./proxy";
import { humanBytes } from "../terminal/units";

/** Columns that fit a terminal of 80, and those that only a wide one shows. */
const columns = ["node", "role", "master", "behind", "says"] as const;
const wideColumns = ["node", "role", "master", "offset", "behind", "memory", "says"] as const;

type Row = Record<(typeof wideColumns)[number], string>;

export interface HealthFindings {
  problems: readonly string[];
  notInForce?: readonly string[];
  leftAside?: readonly LeftAside[];
}

/** The nodes of an instance and what they say, what is wrong, which settings are not in force, what is left aside. */
export function healthText(
  view: InstanceView,
  { problems, notInForce = [], leftAside = [] }: HealthFindings,
  { wide = false }: { wide?: boolean } = {},
): string {
  const head = wide ? wideColumns : columns;
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: aligned(head),
  });
  const rows = [
    ...view.redis.map((node) => redisRow(node, view, wide)),
    ...view.sentinels.map((node) => sentinelRow(node, view, wide)),
    ...(view.proxies ?? []).map((one) => proxyRow(one, wide)),
    ...(view.monitoring ?? []).map((one) => monitoringRow(one, wide)),
  ];
  table.push(...rows.map((row) => head.map((name) => row[name])));
  const verdict = problems.length === 0 ? [pc.green("healthy")] : problems.map((problem) => pc.red(`✖ ${problem}`));
  const waiting = [
    ...notInForce.map((line) => `not in force: ${line}`),
    ...leftAside.map(({ node, reason }) => `left aside by ${node}: ${reason}`),
  ].map(pc.yellow);
  const title = `${view.instance} (${view.masterName})`;
  return [title, table.toString(), ...verdict, ...awayText(view), ...waiting].join("\n");
}

/** Of a node: `replica (home)` tells that a node called master is none now. */
export function roleText({ name, role }: RedisView, { redis }: Pick<InstanceView, "redis">): string {
  return role === "replica" && name === redis[0]?.name ? "replica (home)" : (role ?? "down");
}

function awayText({ instance, redis }: InstanceView): string[] {
  const [home] = redis;
  const master = redis.find(({ role }) => role === "master");
  if (!home || !master || master === home) return [];
  return [
    `${master.name} is master now; names do not move with the role.`,
    `\`redis-cache failover -i ${instance} --to ${home.name}\` brings it back to its home.`,
  ];
}

const numeric = ["offset", "behind", "memory"];
const aligned = (head: readonly string[]) =>
  head.map((name): "left" | "right" => (numeric.includes(name) ? "right" : "left"));

const empty: Row = { node: "", role: "", master: "", offset: "", behind: "", memory: "", says: "" };

/** Why it does not answer stands below the table. */
function downRow({ name, error }: RedisView | SentinelView | ProxyView | MonitoringView, wide: boolean): Row {
  return { ...empty, node: name, role: pc.red("down"), says: wide ? error! : "no answer" };
}

function redisRow(node: RedisView, view: InstanceView, wide: boolean): Row {
  if (node.error !== undefined) return downRow(node, wide);
  return {
    node: node.name,
    role: node.role === "master" ? pc.bold("master") : roleText(node, view),
    master: node.follows === undefined ? "" : nodeNameAt(view, node.follows),
    offset: String(node.offset),
    behind: behind(node, view, wide),
    memory: memory(node),
    says: linkText(node),
  };
}

function behind(node: RedisView, view: InstanceView, wide: boolean): string {
  const missing = lagOf(node, view);
  if (missing === undefined) return "";
  return wide ? `${missing} B, ${node.silence} s` : humanBytes(missing).replace("bytes", "B");
}

/** Bytes of the stream of writes that a replica lacks; undefined of other nodes, and where no master is known. */
export function lagOf({ role, offset }: RedisView, { redis }: Pick<InstanceView, "redis">): number | undefined {
  const master = redis.find((node) => node.role === "master");
  if (role !== "replica" || master?.offset === undefined) return undefined;
  // Nodes are asked one moment after another, so a replica can seem to be ahead.
  return Math.max(0, master.offset - offset!);
}

function memory({ usedMemory, maxmemory }: RedisView): string {
  const used = mebibytes(usedMemory!);
  return maxmemory ? `${used} of ${mebibytes(maxmemory)}` : used;
}

function mebibytes(count: number): string {
  return `${(count / 1024 ** 2).toFixed(1)} Mi`;
}

function linkText({ role, linked }: RedisView): string {
  return role !== "replica" ? "" : linked ? "link up" : pc.red("link down");
}

function sentinelRow(node: SentinelView, view: InstanceView, wide: boolean): Row {
  if (node.error !== undefined) return downRow(node, wide);
  const knows = wide ? `knows ${node.replicas} replicas, ${node.otherSentinels} Sentinels` : "";
  const down = node.masterDown ? "it is down" : "";
  const says = [knows, down].filter(Boolean).join("; ");
  return {
    ...empty,
    node: node.name,
    role: "sentinel",
    master: nodeNameAt(view, node.master!),
    says: down ? pc.red(says) : says,
  };
}

function proxyRow(proxy: ProxyView, wide: boolean): Row {
  const name = wide ? proxy.name : shortened(proxy.name);
  if (proxy.error !== undefined) return downRow({ ...proxy, name }, wide);
  const master = proxy.named ?? pc.red("none");
  return { ...empty, node: name, role: "proxy", master, says: proxyText(proxy, wide) };
}

function monitoringRow(one: MonitoringView, wide: boolean): Row {
  if (one.error !== undefined) return downRow(one, wide);
  return { ...empty, node: one.name, role: one.kind!, says: one.firing ? firingText(one.firing, wide) : "" };
}

function firingText(names: string[], wide: boolean): string {
  if (names.length === 0) return "no alert";
  return pc.red(wide ? names.join(", ") : `${names.length} ${names.length === 1 ? "alert" : "alerts"}`);
}

/** Pods of a Deployment have long names: `cache-pro…-x2x4v`. */
function shortened(name: string): string {
  return name.length > 16 ? `${name.slice(0, 9)}…${name.slice(-6)}` : name;
}

function proxyText({ heard, sentinels, newestWord, reads }: ProxyView, wide: boolean): string {
  if (!wide) return `hears ${heard}/${sentinels}`;
  const age = newestWord === undefined ? "" : `, ${newestWord.toFixed(1)} s ago`;
  const who = reads && `; reads: ${reads.join(", ") || "none"}`;
  return `hears ${heard} of ${sentinels} Sentinels${age}${who ?? ""}`;
}
