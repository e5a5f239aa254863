import { performance } from "node:perf_hooks";
import { run } from "../cli/process";
import { UserError } from "../cli/terminal/errors";

/** Something that users wait for, and how long they may have to. */
interface Case {
  name: string;
  limitMs: number;
  /** What has to be so before each run; not measured. */
  before?: readonly string[];
  command: readonly string[];
  /** Run in the environment that `redis-cache env` prints, which a user makes once. */
  plainPulumi?: boolean;
}

export interface Measured {
  name: string;
  limitMs: number;
  /** Wall times in ms. */
  times: number[];
}

const tool = (...args: string[]) => [process.execPath, "bin/redis-cache.js", ...args];

const cases: readonly Case[] = [
  {
    name: "up to the passed smoke test",
    limitMs: 15_000,
    before: tool("down"),
    command: tool("up", "--yes"),
  },
  { name: "up without a change", limitMs: 15_000, command: tool("up", "--yes") },
  {
    name: "preview without a change",
    limitMs: 4_000,
    command: ["pulumi", "preview", "-s", "local", "--expect-no-changes"],
    plainPulumi: true,
  },
  { name: "status", limitMs: 2_000, command: tool("status") },
  { name: "render", limitMs: 1_500, command: tool("render") },
];

/** Measures the commands of stack `local`, which is down before and after. */
export async function measureLocal(runs: number, tell: (text: string) => void): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const { name, limitMs, before, command, plainPulumi } of cases) {
    const times: number[] = [];
    const env = plainPulumi ? await pulumiEnvironment() : process.env;
    for (let count = 1; count <= runs; count++) {
      tell(`${name}, run ${count} of ${runs}`);
      if (before) await must(before);
      times.push((await must(command, env)).ms);
    }
    measured.push({ name, limitMs, times });
  }
  await must(tool("down"));
  return measured;
}

async function pulumiEnvironment(): Promise<NodeJS.ProcessEnv> {
  const { stdout } = await must(tool("env", "--json"));
  return { ...process.env, ...(JSON.parse(stdout) as { set: Record<string, string> }).set };
}

async function must([command, ...args]: readonly string[], env = process.env): Promise<{ ms: number; stdout: string }> {
  const started = performance.now();
  const { code, stdout, stderr } = await run(command!, args, { env });
  if (code !== 0) throw new UserError(`${command} ${args.join(" ")} ended with code ${code}:\n${stdout}${stderr}`);
  return { ms: performance.now() - started, stdout };
}
