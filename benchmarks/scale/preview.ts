import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { output } from "../../cli/process";
import { runTool, toolIn } from "../failover/local-stack";
import type { Figure } from "../figures";
import { withCopyOf } from "./instances";
import type { Tell } from "./parts";
import { type Usage, usageOf } from "./usage";

/** `pulumi preview` of a deployed stack without a change, beside that of a program which makes nothing. */
export async function measurePreview(runs: number, tell: Tell): Promise<Figure[]> {
  return withCopyOf(1, async (folder) => {
    await runTool(folder, "up");
    const env = await pulumiEnvironment(folder);
    const modules = realpathSync(join(folder, "node_modules"));
    // Pulumi looks through all packages below the program; through a link it does not.
    rmSync(join(folder, "node_modules"));
    execFileSync("cp", ["-al", modules, join(folder, "node_modules")]);
    const empty = await emptyProject(join(folder, ".redis-cache", "empty"), modules, env);
    const [own, other]: [Usage[], Usage[]] = [[], []];
    for (let run = 1; run <= runs; run++) {
      tell(`preview, run ${run} of ${runs}`);
      const preview = (stack: string) => ["pulumi", "preview", "-s", stack, "--non-interactive", "--expect-no-changes"];
      own.push(await usageOf(preview("local"), { cwd: folder, env }));
      other.push(await usageOf(preview("empty").slice(0, -1), { cwd: empty.folder, env: empty.env }));
    }
    const of = (usages: readonly Usage[], name: keyof Usage) => usages.map((usage) => usage[name]);
    const beside = (name: keyof Usage) => ({ values: of(own, name), beside: of(other, name) });
    return [
      {
        ...{ what: "preview without a change, beside an empty program", ...beside("seconds"), unit: "s" },
        goal: { atMost: 1.4, of: "ratio" },
      },
      { what: "... processor", ...beside("coreSeconds"), unit: "core-s" },
    ];
  });
}

async function pulumiEnvironment(folder: string): Promise<NodeJS.ProcessEnv> {
  const text = await output(process.execPath, [toolIn(folder), "env", "-s", "local", "--json"], { cwd: folder });
  return { ...process.env, ...(JSON.parse(text) as { set: Record<string, string> }).set };
}

/** A project of its own, with what its program needs below it, as `pulumi new` makes it. */
async function emptyProject(folder: string, modules: string, environment: NodeJS.ProcessEnv) {
  const files = {
    "Pulumi.yaml": "name: empty\nruntime: nodejs\n",
    "package.json": JSON.stringify({ name: "empty", main: "index.ts" }),
    "tsconfig.json": JSON.stringify({ compilerOptions: { ...modern, noCheck: true, skipLibCheck: true } }),
    "index.ts": "export {};\n",
  };
  mkdirSync(join(folder, "state"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const name of withDependencies(modules, ["@pulumi/pulumi", "typescript", "@types/node"])) {
    mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
    execFileSync("cp", ["-al", join(modules, name), join(folder, "node_modules", name)]);
  }
  const { PULUMI_OPTION_CONFIG_FILE: _, PULUMI_STACK: _stack, ...rest } = environment;
  const env = { ...rest, PULUMI_BACKEND_URL: `file://${join(folder, "state")}` };
  await output("pulumi", ["stack", "init", "empty", "--non-interactive"], { cwd: folder, env });
  return { folder, env };
}

const modern = { target: "ES2022", module: "nodenext", moduleResolution: "nodenext" };

/** These packages and all that they need, as far as npm has put them on top. */
function withDependencies(modules: string, names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const add = (name: string) => {
    const file = join(modules, name, "package.json");
    if (found.has(name) || !existsSync(file)) return;
    found.add(name);
    const { dependencies = {} } = JSON.parse(readFileSync(file, "utf8")) as { dependencies?: Record<string, string> };
    for (const dependency of Object.keys(dependencies)) add(dependency);
  };
  for (const name of names) add(name);
  return found;
}
