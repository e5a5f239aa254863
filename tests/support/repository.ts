import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of the repository. */
export const root = join(__dirname, "../..");

const notOurs = new Set([".git", ".redis-cache", "dist", "node_modules", "target"]);

/** Paths of all files of the repository, from its root, without what is installed or built. */
export function repositoryFiles(folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (notOurs.has(entry.name)) return [];
    return entry.isDirectory() ? repositoryFiles(path) : [path];
  });
}

/** The text of a file of the repository. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** What people read: the pages at the root, in docs/, and beside what they are about. */
export function pages(): string[] {
  return repositoryFiles().filter((path) => path.endsWith(".md"));
}
