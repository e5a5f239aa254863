import { stringify } from "yaml";
import type { Plan, Shape } from "../../capacity";
import type { Planned } from ".";
import { configNamespace } from "../../configs";
import { humanBytes } from "../terminal/units";

/** The plan as lines, each with what it is made of, and the settings to paste. */
export function plannedText({ plan, source, what, name }: Planned): string {
  const parts = [dataLines(plan, what), memoryLines(plan), otherLines(plan), settingsLines(plan, name)];
  return [source, ...parts.map((lines) => lines.join("\n"))].join("\n\n");
}

function dataLines(
  { demand: { shape, growth }, data }: Plan,
  what = `${count(shape.keys)} ${shapeText(shape)}`,
): string[] {
  const { dataBytes, bytesPerKey, doublesAt, doublingBytes } = data;
  return [
    line("data", dataBytes, `${what}: ${Math.round(bytesPerKey)} bytes a key`),
    ...(growth > 0 ? [line("grown", dataBytes * (1 + growth), `by ${percent(growth)}`)] : []),
    line("doubling", doublingBytes, `of hash tables, at once, when there are ${count(doublesAt)} keys`),
  ];
}

function memoryLines({ demand, memory, writtenPerSecond }: Plan): string[] {
  const { maxmemory, copyOnWrite, copyOnWriteShare, fragmentation, backlog, clientBuffers, limit } = memory;
  return [
    line("maxmemory", maxmemory, "used_memory: the data, and the doubling where growth reaches it"),
    line("copy-on-write", copyOnWrite, `${percent(copyOnWriteShare)} of it, written to while a child saves`),
    line("fragmentation", fragmentation, "what the allocator holds beside the data"),
    line(
      "backlog",
      backlog,
      `${demand.outageSeconds} s of ${humanBytes(Math.round(writtenPerSecond))} of writes a second, 4 MiB at least`,
    ),
    line("client buffers", clientBuffers, `${count(demand.clients)} clients, replicas, the append-only file`),
    line("container", limit, "memory.limit: resident memory at most"),
  ];
}

function otherLines({ demand, memory, nodes, volumeBytes, backup }: Plan): string[] {
  const servers = 1 + nodes.replicas;
  return [
    line(
      "nodes",
      servers * memory.limit,
      `of ${servers}: a master, ${nodes.replicas} replicas; and ${nodes.sentinels} Sentinels`,
    ),
    ...(demand.persistent
      ? [line("volume", volumeBytes, "of each node: the append-only file doubled, its rewrite, a snapshot")]
      : []),
    line("backups", backup.bytes, `${backup.kept} copies of ${humanBytes(Math.round(backup.each))} at most`),
    ...(nodes.clusterBecause ? [`Redis Cluster, or several instances, are due: ${nodes.clusterBecause}.`] : []),
  ];
}

function settingsLines({ settings }: Plan, name = "cache"): string[] {
  if (!settings) return ["No settings: one node cannot have so much memory. Divide the data among several instances."];
  const config = { [`${configNamespace}:instances`]: { [name]: settings } };
  return [`Below \`config:\` of Pulumi.<stack>.yaml:`, stringify(config).trimEnd().replace(/^/gm, "  ")];
}

function line(what: string, amount: number, why: string): string {
  return `${what.padEnd(15)}${humanBytes(Math.round(amount)).padStart(10)}  ${why}`;
}

function shapeText({ kind, valueBytes, elements, expiring }: Shape): string {
  const each = {
    strings: "",
    hashes: `${elements} fields of `,
    sets: `${elements} members of `,
    zsets: `${elements} members of `,
    streams: `${elements} entries of `,
  }[kind];
  const expiry = expiring > 0 ? `, ${percent(expiring)} of them with an expiry` : "";
  return `${kind} (${each}${valueBytes} B${expiry})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function count(number: number): string {
  return number.toLocaleString("en");
}
