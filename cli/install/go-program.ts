import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder";
import { UserError } from "../terminal/errors";
import { isExecutable, run, which } from "../process";
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
  let compiled = 0;
  const onLine = (line: string) => report(`${program.file}: ${progressOf(line, () => ++compiled)}`);
  const variables = Object.entries(program.variables ?? {}).map(([name, value]) => ` -X ${name}=${value}`);
  const flags = ["-v", "-ldflags", `-s -w${variables.join("")}`, "-o", target];
  const env = { ...goEnvironment(), ...(program.static && { CGO_ENABLED: "0" }) };
  const options = { cwd: source, env, onLine };
  const { code, stderr } = await run(go, ["build", ...flags, program.package], options);
  if (code !== 0) throw new UserError(`go build ${program.package} ended with code ${code}:\n${lastLines(stderr)}`);
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

function progressOf(line: string, count: () => number): string {
  return line.startsWith("go: ") ? line.slice(4) : `${count()} packages compiled`;
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-12).join("\n");
}
