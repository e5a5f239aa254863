import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { cacheFolder } from "../../cli/install/cache-folder";
import { withLock } from "../../cli/install/lock";
import { output } from "../../cli/process";
import { clientEnvironment, clientFolder, pythonWith } from "../python-client";
import type { Tell } from "./parts";
import type { WayInfo } from "./ways";

/** How the process of a way is started. */
export interface Program {
  way: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/**
 * Installs what the ways need into the cache folder of this user, once, and makes their programs in `folder`, which the
 * caller removes.
 */
export async function preparePrograms(ways: readonly WayInfo[], folder: string, tell: Tell): Promise<Programs> {
  const bundle = join(folder, "program.js");
  buildSync({
    ...{ entryPoints: [join(__dirname, "program.ts")], outfile: bundle, bundle: true },
    ...{ platform: "node", target: "node20", format: "cjs", logLevel: "error" },
  });
  const programs = new Map<string, Program>();
  const python = ways.some(({ language }) => language === "python")
    ? await pythonWith("benchmarks/requirements.txt", tell)
    : "";
  for (const way of ways) {
    programs.set(way.id, way.language === "node" ? await nodeProgram(way, folder, tell) : pythonProgram(way, python));
  }
  return programs;
}

export type Programs = ReadonlyMap<string, Program>;

export const scratchFolder = () => mkdtempSync(join(tmpdir(), "redis-cache-benchmark-"));
export const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true });

async function nodeProgram({ id, packages }: WayInfo, folder: string, tell: Tell): Promise<Program> {
  // A folder of its own: where a program is decides which packages it finds.
  const own = join(folder, id);
  await mkdir(own);
  if (packages) symlinkSync(join(await install(id, packages, tell), "node_modules"), join(own, "node_modules"));
  const file = join(own, "program.js");
  symlinkSync("../program.js", file);
  const flags = ["--expose-gc", "--preserve-symlinks", "--preserve-symlinks-main"];
  return { way: id, command: process.execPath, args: [...flags, file], env: process.env };
}

function pythonProgram({ id }: WayInfo, python: string): Program {
  const PYTHONPATH = [clientEnvironment.PYTHONPATH, clientFolder].join(":");
  return {
    ...{ way: id, command: python, args: ["-m", "benchmarks"] },
    env: { ...process.env, ...clientEnvironment, PYTHONPATH },
  };
}

async function install(id: string, packages: Record<string, string>, tell: Tell): Promise<string> {
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const folder = join(cacheFolder(), "rivals", wanted.join("+").replaceAll("/", "-"));
  const complete = join(folder, "complete");
  if (existsSync(complete)) return folder;
  await withLock(`${folder}.lock`, tell, async () => {
    if (existsSync(complete)) return;
    tell(`installing ${wanted.join(" ")} into ${folder}`);
    await mkdir(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: `rival-${id}`, private: true }));
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--save-exact"];
    await output("npm", ["install", ...flags, ...wanted], { cwd: folder });
    writeFileSync(complete, "");
  });
  return folder;
}
