import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { runtimeScripts } from "../../../runtime";

/** What the scripts of nodes start, each with all its arguments: looks at /proc would miss most of it. */
export interface ArgumentRecorder {
  /** For the nodes: before each program of the PATH lies one that notes its arguments and becomes that program. */
  environment: Record<string, string>;
  /** `grep -q word file`, in the order of their starts. */
  lines(): string[];
}

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export function recordArguments(): ArgumentRecorder {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-arguments-"));
  folders.push(folder);
  const file = join(folder, "lines");
  writeFileSync(file, "");
  for (const [name, path] of programsOfScripts()) {
    const shim = join(folder, name);
    writeFileSync(shim, `#!/bin/sh\nprintf '%s %s\\n' "${name}" "$*" >>"${file}"\nexec "${path}" "$@"\n`);
    chmodSync(shim, 0o700);
  }
  return {
    environment: { PATH: `${folder}${delimiter}${process.env.PATH ?? ""}` },
    lines: () => readFileSync(file, "utf8").split("\n"),
  };
}

/** Every word of the scripts that is a program on this machine, but for the shells. */
function programsOfScripts(): Map<string, string> {
  const words = new Set(Object.values(runtimeScripts()).flatMap((script) => script.match(/[a-z][\w-]*/g) ?? []));
  const directories = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const programs = [...words].flatMap((word): [string, string][] => {
    const path = directories.map((directory) => join(directory, word)).find(isExecutable);
    return path && !["sh", "node"].includes(word) ? [[word, path]] : [];
  });
  return new Map(programs);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
