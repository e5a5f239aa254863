import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { ProxyKind } from "../../configs";
import { cacheFolder, makeCacheFolder, pathWith } from "./cache-folder";
import { confirmed } from "../terminal/command";
import { UserError } from "../terminal/errors";
import { isExecutable, show, which } from "../process";
import type { InstallCommands, PackageManager, Program } from "./managers";
import { installCommands, managers } from "./managers";

export type { Program } from "./managers";

/** What a stack of processes needs. */
export const serverPrograms: readonly Program[] = ["redis-server", "redis-cli"];

/** What an instance of processes needs where no provider starts it. */
export const instancePrograms: readonly Program[] = [...serverPrograms, "redis-sentinel"];

/** What backups need on this machine. */
export const backupPrograms: readonly Program[] = ["aws"];

/** What a proxy needs on this machine; Envoy is in no list of packages. */
export const proxyPrograms: Record<ProxyKind, readonly Program[]> = {
  haproxy: ["haproxy"],
  envoy: ["envoy"],
  twemproxy: ["nutcracker"],
};

/** What watches nodes of this machine, beside the exporter, which is built. */
export const monitoringPrograms: readonly Program[] = ["prometheus", "alertmanager"];

/** What cuts nodes from each other: namespaces and packet filters of Linux. */
export const networkPrograms: readonly Program[] = process.platform === "linux" ? ["ip", "nft"] : [];

/** What the tests need beyond it. */
export const testPrograms: readonly Program[] = [
  "redis-sentinel",
  "shellcheck",
  "busybox",
  "unzip",
  "promtool",
  ...backupPrograms,
  ...proxyPrograms.haproxy,
  ...proxyPrograms.twemproxy,
  ...monitoringPrograms,
  ...networkPrograms,
  // An engine of their own, whose containers run programs of this machine.
  ...(process.platform === "linux" ? (["docker", "dockerd", "docker-compose"] as const) : []),
];

export interface InstallOptions {
  /** Install without a question. */
  yes?: boolean;
}

/** Where links to servers are; in front of PATH for everything the tool starts. */
export function linksFolder(): string {
  return join(cacheFolder(), "bin");
}

/** Puts the folder of links on this process's PATH, so that every child finds the servers. */
export function useLinks(): void {
  process.env.PATH = pathWith(linksFolder());
}

/** For programs that install nothing: finds what they need also among the links; throws where something is missing. */
export function requirePrograms(programs: readonly Program[]): void {
  useLinks();
  const missing = missingPrograms(programs);
  if (missing.length === 0) return;
  throw new UserError(
    `${missing.join(", ")} missing on PATH.`,
    "`npm test -- --prepare-only` installs what is needed.",
  );
}

/** Valkey serves a stack as well; the tests that need Redis itself say so by their own means. */
const alternatives: Partial<Record<Program, string>> = { "redis-server": "valkey-server", "redis-cli": "valkey-cli" };

function missingPrograms(programs: readonly Program[]): Program[] {
  return programs.filter((program) => !which(program) && !which(alternatives[program] ?? program));
}

/** Installs what is missing, after a question where there is somebody to answer it. */
export async function ensurePrograms(programs: readonly Program[], options: InstallOptions): Promise<void> {
  const missing = missingPrograms(programs);
  if (missing.length === 0) return;
  const manager = managers.find(({ command }) => which(command));
  if (!manager) throw noManager(missing);
  const unknown = missing.filter((program) => !manager.packages[program]);
  if (unknown.length > 0) throw noPackage(unknown, manager);
  const prefix = rootPrefix(manager, missing);
  const commands = installCommands(manager, missing, prefix);
  process.stderr.write(`Missing: ${missing.join(", ")}. To be installed with:\n  ${commands.install.join(" ")}\n`);
  if (!(await confirmed("Install?", options))) {
    throw new UserError("Not installed.", "Install the programs by hand, or run the command again.");
  }
  await install(commands, missing);
  link(manager, missing);
  const still = missingPrograms(programs);
  if (still.length > 0) throw new UserError(`${still.join(", ")} still missing after the installation.`);
}

async function install({ install, refresh }: InstallCommands, missing: readonly Program[]): Promise<void> {
  if ((await runShown(install)) === 0) return;
  // A list of packages that is missing or old is the usual reason, and refreshing it first would cost every run.
  if (refresh) {
    process.stderr.write(`Refreshing the list of packages: ${refresh.join(" ")}\n`);
    await runShown(refresh);
    if ((await runShown(install)) === 0) return;
  }
  throw new UserError(`${missing.join(", ")} could not be installed.`, `Run it by hand: ${install.join(" ")}`);
}

function runShown([command, ...args]: string[]): Promise<number> {
  return show(command!, args, { stdio: ["inherit", 2, 2], foreground: true });
}

function rootPrefix(manager: PackageManager, missing: readonly Program[]): string[] {
  if (!manager.needsRoot || process.getuid?.() === 0) return [];
  if (!which("sudo")) {
    throw new UserError(
      `Missing: ${missing.join(", ")}. ${manager.command} installs them as root only, and sudo is not installed.`,
      `as root run: ${installCommands(manager, missing, []).install.join(" ")}`,
    );
  }
  return process.stdin.isTTY ? ["sudo"] : ["sudo", "-n"];
}

function link(manager: PackageManager, programs: readonly Program[]): void {
  for (const program of programs) {
    const file = manager.links[program];
    if (!file || which(program) || !isExecutable(file)) continue;
    makeCacheFolder(linksFolder());
    rmSync(join(linksFolder(), program), { force: true });
    symlinkSync(file, join(linksFolder(), program));
  }
}

function noPackage(programs: readonly Program[], { command }: PackageManager): UserError {
  const names = programs.join(", ");
  return new UserError(`${names} missing, and ${command} has no package of that kind.`, `Install ${names} by hand.`);
}

function noManager(missing: readonly Program[]): UserError {
  const names = managers.map(({ command }) => command).join(", ");
  return new UserError(
    `${missing.join(", ")} missing, and none of ${names} is here to install them.`,
    "Install them by hand.",
  );
}
