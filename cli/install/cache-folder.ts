import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Where things are kept that every clone on this machine shares: Pulumi, links to servers. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache"), "redis-cache");
}

/** PATH with `folder` in front, once. */
export function pathWith(folder: string, path = process.env.PATH ?? ""): string {
  return [folder, ...path.split(delimiter).filter((entry) => entry && entry !== folder)].join(delimiter);
}
