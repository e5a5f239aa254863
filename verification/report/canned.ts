import { rows } from "../../configs/dashboard/rows";
import type { InstanceReport } from "../../cli/report";

const from = Date.UTC(2026, 4, 4, 10) / 1000;
const step = 15;
const points = 240;
const nodes = ["cache-master-0", "cache-replica-0", "cache-replica-1"];

/** Every panel of the dashboard with more lines than there are colours in one of them; the role moves twice. */
export function cannedReport(): InstanceReport {
  const period = { from, to: from + points * step };
  const moved = (share: number, pod: string) => ({ time: from + share * points * step, text: `${pod} is master` });
  return {
    instance: "cache",
    namespace: "redis",
    period,
    rows: rows.map(({ title, panels }) => ({
      title,
      panels: panels.map(({ queries, ...panel }, index) => ({
        ...panel,
        lines: namesFor(panel.title, queries.length, panel.shown !== undefined).map((name, line) => ({
          name,
          values: valuesOf(panel.unit, index + line),
        })),
      })),
    })),
    handOvers: [moved(0.4, nodes[1]!), moved(0.7, nodes[0]!)],
  };
}

function namesFor(title: string, queries: number, isNumber: boolean): string[] {
  if (isNumber) return [nodes[0]!];
  if (title === "Commands by kind") return Array.from({ length: 12 }, (_, i) => `command-${i}`);
  return nodes.flatMap((node) => (queries === 1 ? [node] : [`${node} in`, `${node} out`]));
}

function valuesOf(unit: string, phase: number): [number, number][] {
  const size = unit === "bytes" || unit === "Bps" ? 3e7 : unit === "percentunit" || unit === "s" ? 1 : 5_000;
  return Array.from({ length: points }, (_, i): [number, number] => {
    const wave = 0.6 + 0.3 * Math.sin(i / 25 + phase) + 0.1 * Math.sin(i / 3);
    return [from + i * step, unit.startsWith("bool_") ? Number(i < 96 || i > 100) : size * wave];
  });
}
