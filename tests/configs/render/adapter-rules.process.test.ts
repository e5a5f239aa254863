import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { autoscaler } from "../../../components/kubernetes/autoscaler";
import type { InstanceInput } from "../../../configs";
import { renderAdapterRules, replicasQuery } from "../../../configs/render";
import { contextOf } from "../../support/contexts";

interface AdapterRule {
  seriesQuery: string;
  name: { as: string };
  metricsQuery: string;
}

const replicas = { max: 5 };

function rulesOf(autoscaling: InstanceInput["autoscaling"]): AdapterRule[] {
  const text = renderAdapterRules(contextOf({ replicas, autoscaling }, "kubernetes"));
  return text === undefined ? [] : (parse(text) as { rules: AdapterRule[] }).rules;
}

/** As the adapter does it: for the pods that it is asked about, by pod. */
function query({ seriesQuery, metricsQuery }: AdapterRule, pods: string): string {
  return metricsQuery
    .replaceAll("<<.Series>>", seriesQuery.replace(/\{.*/, ""))
    .replaceAll("<<.LabelMatchers>>", `namespace="redis",pod=~"${pods}"`)
    .replaceAll("<<.GroupBy>>", "pod");
}

test("the autoscaler asks for the metrics that the adapter's rules make", () => {
  const context = contextOf({ replicas, autoscaling: { opsPerSecond: 5000, clients: 200 } }, "kubernetes");
  const { spec } = autoscaler(context, context.settings.autoscaling!);
  const asked = spec.metrics.flatMap((metric) => ("pods" in metric ? [metric.pods.metric.name] : []));
  expect(rulesOf({ opsPerSecond: 5000, clients: 200 }).map(({ name }) => name.as)).toEqual(asked);
  expect(rulesOf({ clients: 200 })).toHaveLength(1);
  expect(rulesOf({})).toEqual([]);
  const ofKeda = { kind: "keda", opsPerSecond: 5000, prometheus: "http://prometheus:9090" } as const;
  expect(rulesOf(ofKeda)).toEqual([]);
});

test("Prometheus answers them with commands a second and clients of each replica, scraped once a minute", () => {
  const [ops, clients] = rulesOf({ opsPerSecond: 5000, clients: 200 });
  const series = (metric: string, pod: string) => `${metric}{namespace="redis", pod="${pod}"}`;
  const expected = (rule: AdapterRule, value: number) => ({
    expr: query(rule, "cache-replica-0|cache-replica-1"),
    eval_time: "10m",
    exp_samples: [{ labels: '{pod="cache-replica-0"}', value }],
  });
  const input_series = [
    { series: series("redis_commands_processed_total", "cache-replica-0"), values: "0+60000x20" },
    { series: series("redis_commands_processed_total", "cache-master-0"), values: "0+600x20" },
    { series: series("redis_connected_clients", "cache-replica-0"), values: "7x20" },
    { series: series("redis_commands_processed_total", "cache-replica-2"), values: "0+120000x20" },
    { series: series("redis_connected_clients", "cache-replica-2"), values: "5x20" },
  ];
  const folder = mkdtempSync(join(tmpdir(), "adapter-rules-"));
  try {
    const context = contextOf({ replicas }, "kubernetes");
    // KEDA divides by the number of replicas.
    const ofAll = (by: "opsPerSecond" | "clients", value: number) => ({
      ...{ expr: replicasQuery(context, by), eval_time: "10m", exp_samples: [{ labels: "{}", value }] },
    });
    const promql_expr_test = [
      expected(ops!, 1000),
      expected(clients!, 7),
      ofAll("opsPerSecond", 3000),
      ofAll("clients", 12),
    ];
    const tests = [{ interval: "1m", input_series, promql_expr_test }];
    writeFileSync(join(folder, "tests.yaml"), stringify({ evaluation_interval: "1m", tests }));
    expect(execFileSync("promtool", ["test", "rules", "tests.yaml"], { cwd: folder, encoding: "utf8" })).toMatch(
      "SUCCESS",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
