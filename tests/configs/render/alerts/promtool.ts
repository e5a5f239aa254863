import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { InstanceContext } from "../../../../configs/instance/context";
import { alertGroups, renderAlerts } from "../../../../configs/render/alerts";
import type { Case } from "./cases";
import { backupsDone, healthy, type Series } from "./series";

/** Lets promtool check the rules of an instance; its output. */
export function checkRules(context: InstanceContext): string {
  return withFiles({ "rules.yaml": renderAlerts(context) }, (run) => run("check", "rules", "rules.yaml"));
}

/**
 * Lets promtool try all cases on the rules of an instance; its output. Each sees the rule of its alert alone, and of
 * what is well the series that the rule reads: all rules on all series take minutes, and say the same.
 */
export function tryCases(context: InstanceContext, cases: readonly Case[]): string {
  const files: Record<string, string> = {};
  const names: string[] = [];
  for (const rule of alertGroups(context).flatMap(({ rules }) => rules)) {
    const own = cases.filter(({ alert }) => alert === rule.alert);
    const rules = `${rule.alert}.rules.yaml`;
    files[rules] = stringify({ groups: [{ name: rule.alert, rules: [rule] }] });
    for (const interval of [1, 5]) {
      const tests = own
        .filter(({ slow }) => (interval === 5) === (slow ?? false))
        .map((one) => promtoolTest(context, one, `${interval}m`, seriesOf(context, one, metricsIn(rule.expr))));
      if (tests.length === 0) continue;
      const name = `${rule.alert}.${interval}m.yaml`;
      names.push(name);
      files[name] = stringify({ rule_files: [rules], evaluation_interval: `${interval}m`, tests });
    }
  }
  return withFiles(files, (run) => run("test", "rules", ...names));
}

/** Lets promtool evaluate all rules of an instance that is well, for an hour and more; its output. */
export function tryQuiet(context: InstanceContext): string {
  const quiet: Case = { alert: ".+", says: "all is well", fires: 0, at: 75, series: {} };
  const tests = [promtoolTest(context, quiet, "1m", seriesOf(context, quiet))];
  const files = {
    "rules.yaml": renderAlerts(context),
    "quiet.yaml": stringify({ rule_files: ["rules.yaml"], evaluation_interval: "1m", tests }),
  };
  return withFiles(files, (run) => run("test", "rules", "quiet.yaml"));
}

/** Those of a case over those that are well, the latter only of some metrics where these are given. */
function seriesOf(context: InstanceContext, { at, series, without, slow }: Case, metrics?: Set<string>): Series {
  const well = slow ? backupsDone(context, at + 5, 300) : healthy(context, at + 5);
  const read = Object.entries(well).filter(([name]) => !metrics || metrics.has(name.replace(/\{.*/, "")));
  const kept = Object.entries({ ...Object.fromEntries(read), ...series }).filter(([name]) => !without?.test(name));
  return Object.fromEntries(kept);
}

/** Names in front of selectors. */
function metricsIn(expr: string): Set<string> {
  return new Set([...expr.matchAll(/[a-z_:]+(?=\{)/g)].map(([name]) => name));
}

function promtoolTest(context: InstanceContext, { alert, says, fires, at, slow }: Case, interval: string, all: Series) {
  const eval_time = `${slow ? 5 * at : at}m`;
  const firing = `ALERTS{alertname=~"${alert}", alertstate="firing"}`;
  return {
    name: `${alert}: ${says}`,
    interval,
    input_series: Object.entries(all).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: `count(${firing})`,
        eval_time,
        exp_samples: fires === 0 ? [] : [{ labels: "{}", value: typeof fires === "number" ? fires : 1 }],
      },
    ],
    ...(typeof fires === "string" && {
      alert_rule_test: [{ eval_time, alertname: alert, exp_alerts: [raised(context, alert, fires)] }],
    }),
  };
}

/** An alert with all that it says; one of a pod begins with its name, or has it elsewhere in the sentence. */
function raised(context: InstanceContext, alert: string, summary: string) {
  const { labels, annotations } = alertGroups(context)
    .flatMap(({ rules }) => rules)
    .find((rule) => rule.alert === alert)!;
  const pod = new RegExp(`${context.name}-(master|replica|sentinel)-\\d+`).exec(summary)?.[0];
  return {
    exp_labels: { ...labels, ...(pod && { pod }) },
    exp_annotations: { ...annotations, summary: `${context.name} in ${context.namespace}: ${summary}` },
  };
}

type Run = (...args: string[]) => string;

function withFiles(files: Record<string, string>, use: (run: Run) => string): string {
  const folder = mkdtempSync(join(tmpdir(), "alerts-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return use((...args) => execFileSync("promtool", args, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
