import { existsSync } from "node:fs";
import { join } from "node:path";
import type { InstanceContext } from "../../../../configs";
import { instanceContext } from "../../../../configs";
import { alertGroups } from "../../../../configs/render/alerts";
import { parseSettings, readStackFile } from "../../../../cli/project/stack-file";
import { findProject } from "../../../../cli/project";
import { contextOf } from "../../../support/contexts";
import { root, textOf } from "../../../support/repository";
import { casesOf } from "./cases";
import { checkRules, tryCases, tryQuiet } from "./promtool";

const namesIn = (context: InstanceContext) =>
  alertGroups(context).flatMap(({ rules }) => rules.map(({ alert }) => alert));

function prod(instance: string): InstanceContext {
  const settings = parseSettings(readStackFile(findProject(root), "prod"));
  return instanceContext(settings, instance, settings.instances[instance]!);
}

const backup = { bucket: "backups" };

const instances: [string, InstanceContext][] = [
  ["the default instance, with backups and a proxy", contextOf({ backup, proxy: { kind: "haproxy" } }, "kubernetes")],
  ["an instance without backups", contextOf({}, "kubernetes")],
  ["an instance that evicts nothing", contextOf({ memory: { policy: "noeviction" } }, "kubernetes")],
  ["cache of stack prod", prod("cache")],
  ["messages of stack prod", prod("messages")],
];

describe.each(instances)("%s", (_, context) => {
  const names = namesIn(context);
  const cases = casesOf(context).filter(({ alert }) => names.includes(alert));

  test("Prometheus takes the rules", () => {
    expect(checkRules(context)).toContain(`SUCCESS: ${names.length} rules found`);
  });

  test.each(names)("%s has two cases in which it is firing, and three in which it is not", (name) => {
    const fires = cases.filter(({ alert }) => alert === name).map((one) => one.fires !== 0);
    expect(fires.filter((firing) => firing).length).toBeGreaterThanOrEqual(2);
    expect(fires.filter((firing) => !firing).length).toBeGreaterThanOrEqual(3);
  });

  test("each case comes out as it says", () => {
    const output = tryCases(context, cases);
    expect(output).not.toContain("FAILED");
    expect(output.match(/SUCCESS/g)!.length).toBeGreaterThanOrEqual(names.length);
  });

  test("an instance that is well, full where it evicts, raises none", () => {
    expect(tryQuiet(context)).toMatch(/SUCCESS/);
  });

  test("each alert has a runbook, whose title names it", () => {
    const pages = alertGroups(context).flatMap(({ rules }) =>
      rules.map(({ alert, annotations }) => [alert, annotations.runbook!] as const),
    );
    for (const [alert, page] of pages) {
      expect([page, existsSync(join(root, page))]).toEqual([page, true]);
      expect(textOf(page).split("\n")[0]!.replace(/^# /, "").split(", ")).toContain(alert);
    }
  });
});

test("thresholds follow the settings", () => {
  const exprOf = (context: InstanceContext, name: string) =>
    alertGroups(context)
      .flatMap(({ rules }) => rules)
      .find(({ alert }) => alert === name)?.expr;
  const one = contextOf({ network: { maxclients: 500 }, replicas: { min: 4 }, sentinel: { count: 5 } }, "kubernetes");
  expect(exprOf(one, "RedisClientsNearLimit")).toContain("/ 500 >");
  expect(exprOf(one, "RedisReplicasMissing")).toContain("< 4");
  expect(exprOf(one, "RedisSentinelsMissing")).toContain("< 5");
  expect(exprOf(one, "RedisSentinelQuorumLost")).toContain("< 3");
  expect(exprOf(one, "RedisMemoryFull")).toBeUndefined();
  const hourly = { ...backup, schedule: "@hourly", job: { deadline: "10m" as const } };
  expect(exprOf(contextOf({ backup: hourly }, "kubernetes"), "RedisBackupOld")).toMatch(/> 7800$/);
});

test.each([
  [{ exporter: { enabled: false } }, 0],
  [{ exporter: { enabled: false }, proxy: { kind: "haproxy" as const } }, 3],
])("without exporters there are no alerts but the proxy's", (settings, count) => {
  expect(namesIn(contextOf(settings, "kubernetes"))).toHaveLength(count);
});
