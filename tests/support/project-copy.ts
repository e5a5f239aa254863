import { randomInt } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import getPort, { portNumbers } from "get-port";
import { parseDocument } from "yaml";
import { type Outcome, run, start } from "./command";

const repository = join(__dirname, "../..");
const leftOut = ["node_modules", ".git", "dist", ".redis-cache"];

/** A copy of this project, as somebody has who cloned it, whose stack `local` has ports of its own. */
export interface ProjectCopy {
  directory: string;
  ports: { redis: number; sentinel: number };
  /** Runs `redis-cache` to its end. */
  tool(...args: string[]): Promise<Outcome>;
  /** Starts `redis-cache` without waiting for it. */
  startTool(...args: string[]): ReturnType<typeof start>;
  /** Runs a line in bash. */
  shell(line: string): Promise<Outcome>;
  remove(): void;
}

export async function projectCopy(): Promise<ProjectCopy> {
  const directory = mkdtempSync(join(tmpdir(), "redis-cache-copy-"));
  cpSync(repository, directory, { recursive: true, filter: (source) => !leftOut.includes(basename(source)) });
  symlinkSync(join(repository, "node_modules"), join(directory, "node_modules"));
  const ports = { redis: await freePorts(3), sentinel: await freePorts(3) };
  usePorts(join(directory, "Pulumi.local.yaml"), ports);
  const options = { cwd: directory, env: { ...process.env, CI: "true" } };
  const command = [join(directory, "bin", "redis-cache.js")];
  await run("git", ["init", "-q"], options);
  await run("git", ["add", "-A"], options);
  return {
    directory,
    ports,
    tool: (...args) => run(process.execPath, [...command, ...args], options),
    startTool: (...args) => start(process.execPath, [...command, ...args], options),
    shell: (line) => run("bash", ["-euo", "pipefail", "-c", line], options),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function usePorts(file: string, { redis, sentinel }: ProjectCopy["ports"]): void {
  const settings = parseDocument(readFileSync(file, "utf8"));
  const network = ["config", "redis-cache:instances", "cache", "network"];
  settings.setIn([...network, "port"], redis);
  settings.setIn([...network, "sentinelPort"], sentinel);
  writeFileSync(file, settings.toString());
}

// Below the ports that systems give to clients, among them Pulumi's own processes.
const [lowestPort, highestPort] = [20_000, 30_000];

/** The first of several free ports in a row, which nodes of a kind have. */
async function freePorts(count: number): Promise<number> {
  const from = randomInt(lowestPort, highestPort);
  const first = await getPort({ port: portNumbers(from, highestPort + count) });
  const others = Array.from({ length: count - 1 }, (_, index) => first + 1 + index);
  const free = await Promise.all(others.map(async (port) => (await getPort({ port })) === port));
  return free.every(Boolean) ? first : freePorts(count);
}
