import { readFileSync } from "node:fs";
import { join } from "node:path";

const required = ["username"];
const optional = ["url", "sentinels", "masterName", "password", "ca", "proxyUrl", "proxyWrites", "tls.crt", "tls.key"];

/**
 * The entries of a mounted Secret.
 *
 * @throws where one that has to be there is not; the message names its file
 */
export function folderEntries(folder: string): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const name of required) entries[name] = readFileSync(join(folder, name), "utf8").trim();
  for (const name of optional) {
    const text = readIfThere(join(folder, name));
    if (text !== undefined) entries[name] = text.trim();
  }
  return entries;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
