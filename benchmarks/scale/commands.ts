import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { output } from "../../cli/process";
import { exitCodes } from "../../cli/review/exit-codes";
import { runTool, toolIn } from "../failover/local-stack";
import { instancePlace } from "../project-copy";
import type { Figure } from "../figures";
import { withCopyOf } from "./instances";
import type { Tell } from "./parts";
import { type Usage, usageOf } from "./usage";

interface Case {
  what: string;
  args: readonly string[];
  codes?: readonly number[];
}

/** Each is about one instance; `many` is a stack on Kubernetes, of which nothing is deployed. */
const cases: readonly Case[] = [
  { what: "review of a changed instance", args: ["review", "-s", "many"], codes: Object.values(exitCodes) },
  { what: "render of an instance", args: ["render", "-s", "many", "-i", "cache-0"] },
  { what: "settings check", args: ["settings", "check", "-s", "many"] },
  { what: "status of an instance", args: ["status", "-s", "local", "-i", "cache-0"] },
];

/** What commands about one instance take in a stack of so many, the smallest first. */
export async function measureCommands(counts: readonly number[], runs: number, tell: Tell): Promise<Figure[]> {
  return withCopyOf(1, async (folder) => {
    await runTool(folder, "up");
    const measured = new Map<string, Usage[]>();
    for (const count of counts) {
      tell(`commands in a stack of ${count}`);
      await writeStacks(folder, count);
      for (const { what, args, codes } of cases) {
        const command = [process.execPath, toolIn(folder), ...args];
        const usages: Usage[] = [];
        for (let i = 0; i < runs; i++) usages.push(await usageOf(command, { cwd: folder, codes }));
        measured.set(`${what} ${count}`, usages);
      }
    }
    return cases.flatMap(({ what }) => counts.flatMap((count) => figuresOf(what, count)));

    function figuresOf(what: string, count: number): Figure[] {
      const [own, one] = [measured.get(`${what} ${count}`)!, measured.get(`${what} ${counts[0]}`)!];
      const beside = count === counts[0] ? {} : { beside: one.map(coreSeconds), goal: ratioGoal };
      const name = `${what}, of ${count}`;
      return [
        { what: name, values: own.map(({ seconds }) => seconds), unit: "s" },
        { what: `${name}: processor`, values: own.map(coreSeconds), unit: "core-s", ...beside },
        { what: `${name}: memory`, values: own.map(({ megabytes }) => megabytes), unit: "MB" },
      ];
    }
  });
}

const ratioGoal = { atMost: 1.5, of: "ratio" } as const;
const coreSeconds = (usage: Usage) => usage.coreSeconds;

/** The deployed stack's file with instances that are not deployed, and stack `many`, committed before a change. */
async function writeStacks(folder: string, count: number): Promise<void> {
  const file = join(folder, "Pulumi.local.yaml");
  const settings = parseDocument(readFileSync(file, "utf8"));
  const place = instancePlace.slice(0, -1);
  for (let i = 1; i < count; i++) {
    const ports = { port: 40_000 + 20 * i, sentinelPort: 40_010 + 20 * i };
    settings.setIn([...place, `cache-${i}`], settings.createNode({ network: ports }));
  }
  writeFileSync(file, settings.toString());
  const many = (limit: string) =>
    Array.from(
      { length: count },
      (_, i) => `    cache-${i}:\n      memory:\n        limit: ${i === 0 ? limit : "1Gi"}\n`,
    );
  const write = (limit: string) =>
    writeFileSync(join(folder, "Pulumi.many.yaml"), `config:\n  redis-cache:instances:\n${many(limit).join("")}`);
  write("1Gi");
  const git = (...args: string[]) =>
    output("git", ["-c", "user.name=benchmark", "-c", "user.email=-", ...args], { cwd: folder });
  await git("init", "-q");
  await git("add", "-A");
  await git("commit", "-q", "--allow-empty", "-m", "Before");
  write("2Gi");
}
