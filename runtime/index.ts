import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The scripts that run inside every node: file name to text. */
export function runtimeScripts(): Record<string, string> {
  const names = readdirSync(__dirname).filter((name) => name.endsWith(".sh"));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(__dirname, name), "utf8")]));
}
