import { markdownTable } from "../failover/report";
import { median } from "../statistics";
import { notOffered, passes, type Row } from "./contract";
import type { Speed } from "./speed";
import type { WayInfo } from "./ways";

/** Vectors by ways, one table a language. */
export function contractTables(rows: readonly Row[], ways: readonly WayInfo[]): string {
  const tables = (["node", "python"] as const).map((language) => {
    const columns = ways.filter((way) => way.language === language);
    if (columns.length === 0) return undefined;
    const cells = rows.map(({ what, verdicts }) => [what, ...columns.map(({ id }) => cell(verdicts.get(id)!))]);
    const passed = columns.map(({ id }) => String(rows.filter(({ verdicts }) => passes(verdicts.get(id)!)).length));
    const head = ["vector", ...columns.map(({ name }) => name)];
    return markdownTable(head, [...cells, [`passed of ${rows.length}`, ...passed]]);
  });
  return tables.filter((table) => table !== undefined).join("\n\n");
}

const cell = (verdict: string) => (passes(verdict) || verdict === notOffered ? verdict : `**${verdict}**`);

const head = [
  ...["way", "hit, p50", "hit, p99", "by GET and parse", "hot key, 50 at once", "cold key, 20 processes: loads"],
  ...["Redis silent: first fetch", "following", "10,000 fetches without Redis: memory"],
];

export function speedTable(speeds: readonly Speed[]): string {
  return markdownTable(
    head,
    speeds.map((speed) => speedRow(speed, speeds)),
  );
}

function speedRow({ way, hits, hot, loads, silent, outage }: Speed, speeds: readonly Speed[]): string[] {
  const raw = speeds.find((one) => one.way.id === way.raw)!;
  const times = [...hits].sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)]!;
  return [
    ...[
      way.name,
      `${median(hits).toFixed(0)} µs`,
      `${p99.toFixed(0)} µs`,
      (median(hits) / median(raw.hits)).toFixed(2),
    ],
    ...[`${median(hot).toFixed(0)}/s`, loadsText(loads), silent?.[0] ?? "", silent?.[1] ?? "", outageText(outage)],
  ];
}

function loadsText(loads: readonly number[]): string {
  if (loads.length === 0) return "";
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  return `${least === most ? least : `${least} to ${most}`}, ${loads.length} runs`;
}

function outageText(outage: Speed["outage"]): string {
  if (!outage) return "";
  const { fetches, errors, kilobytes } = outage;
  if (Number.isNaN(kilobytes)) return `only ${fetches} in 30 s`;
  const thrown = errors > 0 ? `, ${errors} throw` : "";
  return `${kilobytes > 0 ? "+" : ""}${kilobytes.toFixed(0)} kB${thrown}${fetches < 10_000 ? ` (${fetches})` : ""}`;
}
