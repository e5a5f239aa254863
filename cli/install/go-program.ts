import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder";
import { UserError } from "../terminal/errors";
import type { RunOptions } from "../process";
import { isExecutable, output, run, which } from "../process";
import type { Report } from "../terminal/steps";

/** A program that is compiled from a Go module: that needs a module proxy, and no download site. */
export interface GoProgram {
  file: string;
  module: string;
  version: string;
  package: string;
  /** Variables of packages that are set when it is linked. */
  variables?: Record<string, string>;
  /** Without the machine's C library, so that it runs anywhere. */
  static?: boolean;
  /** Lines of go.mod beyond the requirement. */
  replace?: string;
}

export function findGo(): string | undefined {
  return which("go") ?? ["/usr/local/go/bin/go", "/usr/lib/go/bin/go", "/opt/homebrew/bin/go"].find(isExecutable);
}

/** The environment may hold flags for the user's own modules (-mod=vendor), or a workspace. */
export function goEnvironment(): NodeJS.ProcessEnv {
  const own = { GOFLAGS: "-mod=mod -buildvcs=false", GOWORK: "off" };
  return { ...placesOfGo(), ...process.env, ...own };
}

/** Go keeps modules and compiled packages in HOME; where that cannot be written, beside the other installed things. */
function placesOfGo(): NodeJS.ProcessEnv {
  const home = process.env.HOME || homedir();
  return isWritable(home) ? {} : { GOPATH: join(cacheFolder(), "go"), GOCACHE: join(cacheFolder(), "go-build") };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Compiles a folder that has its own go.mod and go.sum, by these. Throws where Go is missing. */
export async function buildGoFolder(source: string, target: string, onLine?: (line: string) => void): Promise<void> {
  const go = findGo();
  if (!go) throw new UserError("Go is not installed.", "Install Go, which `npm run up` may need too.");
  const env = { ...goEnvironment(), GOFLAGS: "-mod=readonly -buildvcs=false" };
  await output(go, ["build", "-o", target, "."], { cwd: source, env, onLine });
}

/** Compiles it to the file `target`; `source` is a folder to work in. */
export async function buildGoProgram(
  program: GoProgram,
  source: string,
  target: string,
  report: Report,
): Promise<void> {
  const go = findGo();
  if (!go) throw new UserError(`Go is not installed, and without it ${program.file} cannot be compiled.`);
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "go.mod"), goMod(program));
  const tell = (text: string) => report(`${program.file}: ${text}`);
  const env = { ...goEnvironment(), ...(program.static && { CGO_ENABLED: "0" }) };
  const total = await countStale(go, program, { cwd: source, env, onLine: (line) => tell(downloadOf(line)) });
  const started = Date.now();
  let compiled = 0;
  const onLine = (line: string) => {
    if (!line.startsWith("go: ")) tell(buildProgress(++compiled, total, Date.now() - started));
  };
  const variables = Object.entries(program.variables ?? {}).map(([name, value]) => ` -X ${name}=${value}`);
  const flags = ["-v", "-ldflags", `-s -w${variables.join("")}`, "-o", target];
  await must(go, ["build", ...flags, program.package], { cwd: source, env, onLine });
}

/** Downloads the modules, and counts the packages that have to be compiled: others are there from earlier builds. */
async function countStale(go: string, { package: main }: GoProgram, options: RunOptions): Promise<number> {
  const format = "{{if .Stale}}{{.ImportPath}}{{end}}";
  return (await must(go, ["list", "-deps", "-f", format, main], options)).split("\n").filter(Boolean).length;
}

async function must(go: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await run(go, args, options);
  if (code === 0) return stdout;
  throw new UserError(`go ${args[0]} ${args.at(-1)} ended with code ${code}:\n${lastLines(stderr)}`);
}

/** How far it is, and how long the rest takes if it goes on as it has begun. */
export function buildProgress(compiled: number, total: number, elapsedMs: number): string {
  if (compiled >= total) return "linking";
  const share = compiled / total;
  const counted = `${compiled} of ${total} packages compiled`;
  if (share < 0.05) return counted;
  const seconds = Math.ceil((elapsedMs / share - elapsedMs) / 10_000) * 10;
  return `${counted}, about ${seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`} left;`;
}

function goMod({ file, module, version, replace }: GoProgram): string {
  return [
    `module redis-cache/${file}`,
    "go 1.25",
    `require ${module} v${version}`,
    ...(replace ? [replace] : []),
    "",
  ].join("\n\n");
}

function downloadOf(line: string): string {
  return line.startsWith("go: downloading ") ? line.slice(4) : "looking which packages are to be compiled";
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-12).join("\n");
}
