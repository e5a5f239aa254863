import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");
const promtool = (...args: string[]) => execFileSync("promtool", args, { cwd: root, encoding: "utf8" });

describe.each([
  ["backup-alerts", 8, 4],
  ["node-alerts", 4, 2],
])("%s", (file, rules, count) => {
  test("Prometheus takes the rules", () => {
    expect(promtool("check", "rules", `monitoring/${file}.yaml`)).toContain(`SUCCESS: ${rules} rules found`);
  });

  test("each alert is raised when it should be, and not before", () => {
    expect(promtool("test", "rules", `monitoring/${file}.test.yaml`)).toMatch(/SUCCESS/);
  });

  test("each alert has a runbook, whose title names it", () => {
    const text = readFileSync(join(root, `monitoring/${file}.yaml`), "utf8");
    const alerts = [...text.matchAll(/- alert: (\w+)[^]*?runbook: (\S+)/g)].map(
      ([, name, page]) => [name!, page!] as const,
    );
    expect(alerts).toHaveLength(count);
    for (const [name, page] of alerts) {
      expect([page, existsSync(join(root, page))]).toEqual([page, true]);
      expect(readFileSync(join(root, page), "utf8").split("\n")[0]).toContain(name);
    }
  });
});
