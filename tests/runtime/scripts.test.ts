import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runtimeScripts } from "../../runtime";

const scripts = runtimeScripts();
const entries = [
  ...["alive.sh", "ready.sh", "started.sh", "redis.sh", "sentinel.sh", "s3.sh"],
  ...[
    "backup-copy.sh",
    "backup-store.sh",
    "backup-report.sh",
    "restore-fetch.sh",
    "restore-check.sh",
    "restore-serve.sh",
  ],
  ...["configuration-job.sh", "drill-begin.sh", "drill-load.sh"],
];

test("every file is a program or a part of one", () => {
  const found = new Set(entries);
  // What is added while it runs is visited too.
  for (const name of found) {
    for (const [, part] of scripts[name]!.matchAll(/^\. "\$SCRIPTS_DIR\/(.+)"$/gm)) found.add(part!);
  }
  expect([...found].sort()).toEqual(Object.keys(scripts).sort());
});

test("no function is longer than 40 lines", () => {
  for (const [name, text] of Object.entries(scripts)) {
    for (const [, fn, body] of text.matchAll(/^(\w+)\(\) \{\n(.*?)^\}/gms)) {
      expect([name, fn, body!.split("\n").length <= 40]).toEqual([name, fn, true]);
    }
  }
});

test("the shell lint reads all programs", () => {
  const { scripts: commands } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  for (const entry of entries) expect(commands["lint:sh"]).toContain(`runtime/${entry}`);
});
