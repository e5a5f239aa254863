import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors";
import { isExecutable, output, run, which } from "../process";
import type { Report } from "../report";
import { engineVersion, languageHostVersion } from "./versions";

interface Program {
  file: string;
  module: string;
  version: string;
  package: string;
  /** Lines of go.mod beyond the requirement. */
  replace?: string;
}

const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

const programs: readonly Program[] = [
  {
    file: "pulumi-language-nodejs",
    module: "github.com/pulumi/pulumi/sdk/v3",
    version: languageHostVersion,
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  },
  {
    file: "pulumi",
    module: "github.com/pulumi/pulumi/pkg/v3",
    version: engineVersion,
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    // Pulumi's own go.mod has this line; replacements of a dependency do not count, so it is repeated.
    replace: "replace github.com/atotto/clipboard => github.com/tgummerer/clipboard v0.0.0-20241001131231-d02d263e614e",
  },
];

export function findGo(): string | undefined {
  return which("go") ?? ["/usr/local/go/bin/go", "/usr/lib/go/bin/go", "/opt/homebrew/bin/go"].find(isExecutable);
}

/** Compiles the engine and its language host from Go modules into `<folder>/bin`: minutes, but only a module proxy. */
export async function buildEngine(folder: string, report: Report): Promise<void> {
  const go = findGo();
  if (!go) throw new UserError("Go is not installed, and without it the Pulumi engine cannot be compiled.");
  for (const program of programs) await build(go, program, folder, report);
}

async function build(go: string, program: Program, folder: string, report: Report): Promise<void> {
  const source = join(folder, "src", program.file);
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "go.mod"), goMod(program));
  // The environment may hold flags for the user's own modules (-mod=vendor), or a workspace.
  const env = { ...process.env, GOFLAGS: "-mod=mod -buildvcs=false", GOWORK: "off" };
  let compiled = 0;
  const onLine = (line: string) => report(`${program.file}: ${progressOf(line, () => ++compiled)}`);
  const target = join(folder, "bin", program.file);
  const flags = ["-v", "-ldflags", `-s -w -X ${versionVariable}=v${engineVersion}`, "-o", target];
  const { code, stderr } = await run(go, ["build", ...flags, program.package], { cwd: source, env, onLine });
  if (code !== 0) throw new UserError(`go build ${program.package} ended with code ${code}:\n${lastLines(stderr)}`);
  if (program.file === "pulumi")
    await output(target, ["version"], {
      env: { ...env, PULUMI_HOME: join(source, "home"), PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
}

export function goMod({ file, module, version, replace }: Program): string {
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
