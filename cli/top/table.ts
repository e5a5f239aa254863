import Table from "cli-table3";
import pc from "picocolors";
import { judge, nodeNameAt } from "../health/judge";
import type { Endpoint } from "../health/deployed";
import { lagOf } from "../health/table";
import { humanBytes } from "../terminal/units";
import type { InstanceSample, NodeSample } from "./sample";

const columns = ["node", "role", "ops/s", "hits", "memory", "full", "behind", "clients", "slow"] as const;

/** So many slow commands of an instance are shown, the slowest first. */
const slowShown = 3;

/** A line a node, and below what is wrong and which commands were slow. */
export function topText(now: InstanceSample, before?: InstanceSample): string {
  const title = [pc.bold(now.instance), sentinelsText(now)].filter(Boolean).join("  ");
  const rows = now.redis.map((node) => row(node, now, earlier(node, before)));
  return [title, tableText(rows), ...judge(now).map((problem) => pc.red(`✖ ${problem}`)), ...slowTexts(now)].join("\n");
}

/** What is shown while the nodes are asked for the first time. */
export function askingText(instance: string, nodes: readonly Pick<Endpoint, "name">[]): string {
  return [pc.bold(instance), tableText(nodes.map(({ name }) => [name, "asked …"]))].join("\n");
}

/** As `top` of procps does it: no lines, which cost a terminal of 80 its width. */
function tableText(rows: string[][]): string {
  const none = ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"];
  const inner = ["left", "left-mid", "mid", "mid-mid", "right", "right-mid"];
  const table = new Table({
    head: [...columns],
    chars: { ...Object.fromEntries([...none, ...inner].map((name) => [name, ""])), middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: columns.map((_, i) => (i < 2 ? "left" : "right")),
  });
  table.push(...rows.map((cells) => columns.map((_, i) => cells[i] ?? "")));
  return table.toString();
}

function row(node: NodeSample, now: InstanceSample, before: NodeSample | undefined): string[] {
  if (node.error !== undefined) return [node.name, pc.red("down")];
  const missing = lagOf(node, now);
  return [
    node.name,
    node.role === "master" ? pc.bold("master") : node.role!,
    String(node.opsPerSecond),
    percent(hitRate(node, before)),
    shortBytes(node.usedMemory!),
    node.maxmemory ? percent(node.usedMemory! / node.maxmemory) : "",
    missing === undefined ? "" : shortBytes(missing),
    String(node.clients),
    node.slow === undefined ? "?" : String(node.slow.length),
  ];
}

/**
 * Share of look-ups that found a key, since the earlier look, or since the server's start where there is none;
 * undefined without look-ups.
 */
export function hitRate(now: NodeSample, before?: NodeSample): number | undefined {
  const restarted = before?.hits === undefined || before.hits > now.hits! || before.misses! > now.misses!;
  const hits = now.hits! - (restarted ? 0 : before.hits!);
  const misses = now.misses! - (restarted ? 0 : before.misses!);
  return hits + misses === 0 ? undefined : hits / (hits + misses);
}

function earlier({ name }: NodeSample, before: InstanceSample | undefined): NodeSample | undefined {
  return before?.redis.find((node) => node.name === name);
}

function sentinelsText(now: InstanceSample): string {
  const { sentinels } = now;
  const named = sentinels.flatMap(({ master }) => (master === undefined ? [] : [nodeNameAt(now, master)]));
  const [first] = named;
  if (sentinels.length === 0 || first === undefined) return "";
  return `${named.filter((name) => name === first).length} of ${sentinels.length} Sentinels name ${first}`;
}

function slowTexts({ redis }: InstanceSample): string[] {
  const all = redis.flatMap(({ name, slow = [] }) => slow.map((one) => ({ name, ...one })));
  const slowest = all.sort((a, b) => b.ms - a.ms).slice(0, slowShown);
  return slowest.map(({ name, ms, command }) => pc.yellow(`slow: ${ms.toFixed(1)} ms  ${command}  (${name})`));
}

function percent(share: number | undefined): string {
  return share === undefined ? "" : `${Math.floor(share * 100)} %`;
}

/** `1.4 Mi`, `1023 Mi`, `12 B`: seven characters at most below 10 TiB. */
function shortBytes(count: number): string {
  const text = humanBytes(count).replace("bytes", "B").replace(/iB$/, "i");
  return text.replace(/^(\d{3,})\.\d/, "$1");
}
