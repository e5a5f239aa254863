import Table from "cli-table3";
import pc from "picocolors";
import type { InstanceView, RedisView, SentinelView } from "./observe";
import { nodeNameAt } from "./judge";

const head = ["node", "role", "follows", "offset", "behind", "memory", "says"];

/** The nodes of an instance and what they say, what is wrong, and which settings are not in force. */
export function healthText(
  view: InstanceView,
  problems: readonly string[],
  notInForce: readonly string[] = [],
): string {
  const table = new Table({ head, style: { head: [], border: [], compact: true }, colAligns: alignments });
  table.push(
    ...view.redis.map((node) => redisRow(node, view)),
    ...view.sentinels.map((node) => sentinelRow(node, view)),
  );
  const verdict = problems.length === 0 ? [pc.green("healthy")] : problems.map((problem) => pc.red(`✖ ${problem}`));
  const waiting = notInForce.map((line) => pc.yellow(`not in force: ${line}`));
  return [`${view.instance} (${view.masterName})`, table.toString(), ...verdict, ...waiting].join("\n");
}

const numeric = ["offset", "behind", "memory"];
const alignments = head.map((name): "left" | "right" => (numeric.includes(name) ? "right" : "left"));

function redisRow(node: RedisView, view: InstanceView): string[] {
  if (node.error !== undefined) return [node.name, pc.red("down"), "", "", "", "", node.error];
  const follows = node.follows === undefined ? "" : nodeNameAt(view, node.follows);
  const role = node.role === "master" ? pc.bold("master") : node.role!;
  return [node.name, role, follows, String(node.offset), behind(node, view), memory(node), linkText(node)];
}

function behind({ role, offset, silence }: RedisView, view: InstanceView): string {
  const master = view.redis.find((node) => node.role === "master");
  if (role !== "replica" || master?.offset === undefined) return "";
  // Nodes are asked one moment after another, so a replica can seem to be ahead.
  return `${Math.max(0, master.offset - offset!)} B, ${silence} s`;
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

function sentinelRow(node: SentinelView, view: InstanceView): string[] {
  if (node.error !== undefined) return [node.name, pc.red("down"), "", "", "", "", node.error];
  const says =
    `master is ${nodeNameAt(view, node.master!)}; knows ${node.replicas} replicas, ` +
    `${node.otherSentinels} Sentinels`;
  return [node.name, "sentinel", "", "", "", "", node.masterDown ? pc.red(`${says}; down`) : says];
}
