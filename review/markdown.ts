import { formatSize } from "../configs";
import type { ChangeClass } from "./change-class";
import type { Capacity } from "./capacity";
import type { ReviewReport } from "./report";
import { losesData } from "./risks";

const meaning: Record<ChangeClass, string> = {
  none: "the running Redis is not affected",
  live: "the running servers apply it; nothing restarts",
  "rolling restart": "nodes that are not master, or the proxy, restart, one after the other; no write waits",
  failover: "the master's role moves: writes wait for a moment, none is lost",
  "data at risk": "data may be lost",
};

/** The report as a pull request shows it. */
export function markdown(stack: string, report: ReviewReport): string {
  const sections = [
    `## Stack ${stack}: ${report.changeClass}`,
    `${capitalize(meaning[report.changeClass])}.`,
    ...pauseLine(report),
    ...riskSections(report),
    ...section(
      "Settings",
      table(
        ["Setting", "From", "To"],
        report.settings.map(({ path, from, to }) => [code(path.join(".")), value(from), value(to)]),
      ),
    ),
    ...section(
      "Planned steps",
      numbered(report.steps.map(({ instance, changeClass, text }) => `**${instance}**, ${changeClass}: ${text}`)),
    ),
    ...section("Objects", resourceLines(report)),
    ...section("Capacity", capacityTable(report.capacity)),
    ...section("How to undo it", undo(report)),
  ];
  return `${sections.join("\n\n")}\n`;
}

function pauseLine({ pauseMs }: ReviewReport): string[] {
  if (pauseMs === undefined) return [];
  return [
    `Expected for each hand-over: writes wait for ${pauseMs / 1000} s (docs/benchmarks.md), at most for stop.pause.`,
  ];
}

function riskSections({ risks, warnings }: ReviewReport): string[] {
  const lines = (some: ReviewReport["risks"]) =>
    some.map(({ instance, setting, reason, fix, source }) => {
      const where = setting === "" ? code(instance) : code(`${instance}.${setting}`);
      return `- ${where}: ${reason}. Fix: ${fix}. (${source})`;
    });
  return [
    ...section("Data at risk", lines(risks.filter(losesData))),
    ...section("Warnings", [
      ...lines(risks.filter((risk) => !losesData(risk))),
      ...warnings.map(({ property, reason, fix }) => `- ${code(property)}: ${reason}. Fix: ${fix}.`),
    ]),
  ];
}

function resourceLines({ resources: { created, updated, deleted, left } }: ReviewReport): string[] {
  return Object.entries({ created, updated, deleted, "left where they are, no more of the stack": left })
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `- ${what}: ${names.map(code).join(", ")}`);
}

function capacityTable({ from, to }: ReviewReport["capacity"]): string[] {
  const rows: [string, keyof Capacity][] = [
    ["memory of the nodes", "memory"],
    ["volumes", "storage"],
    ["data at most", "data"],
  ];
  const changed = rows.filter(([, key]) => from[key] !== to[key]);
  return table(
    ["", "Before", "After"],
    changed.map(([name, key]) => [name, formatSize(from[key]), formatSize(to[key])]),
  );
}

function undo({ changeClass, settings }: ReviewReport): string[] {
  if (settings.length === 0) return [];
  if (changeClass === "data at risk") return ["What is lost comes back from a backup only: take one before."];
  return [`Put the settings back as they were: the same steps run the other way round, of class ${changeClass} again.`];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`### ${title}`, lines.join("\n")] : [];
}

function table(head: readonly string[], rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

function numbered(lines: readonly string[]): string[] {
  return lines.map((line, index) => `${index + 1}. ${line}`);
}

function value(setting: unknown): string {
  return setting === undefined ? "-" : code(typeof setting === "string" ? setting : JSON.stringify(setting));
}

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
