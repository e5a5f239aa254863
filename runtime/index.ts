import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** The scripts that run inside every node: file name to text. The folders are for readers; on a node all lie in one. */
export function runtimeScripts(): Record<string, string> {
  return scriptsIn(__dirname);
}

export function scriptsIn(folder: string): Record<string, string> {
  const scripts: Record<string, string> = {};
  for (const path of scriptPaths(folder)) {
    const name = basename(path);
    if (name in scripts) throw new Error(`two scripts are named ${name}; on a node all lie in one folder`);
    scripts[name] = readFileSync(join(folder, path), "utf8");
  }
  return scripts;
}

/** Below the folder, in the order of their names. */
export function scriptPaths(folder = __dirname): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".sh"));
  return paths.sort((one, other) => (basename(one) < basename(other) ? -1 : 1));
}
