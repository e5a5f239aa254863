import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { UserError } from "../terminal/errors";

/** Where things are kept that every clone on this machine shares: Pulumi, links to servers. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache"), "redis-cache");
}

/** Makes such a folder; throws where this user may not write it, as with a HOME that is read-only. */
export function makeCacheFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `${folder}: cannot be written (${code}), and what is installed for this user goes there.`,
      "set XDG_CACHE_HOME to a folder that can be written, such as /tmp/cache.",
    );
  }
}

/** PATH with `folder` in front, once. */
export function pathWith(folder: string, path = process.env.PATH ?? ""): string {
  return [folder, ...path.split(delimiter).filter((entry) => entry && entry !== folder)].join(delimiter);
}

/** Where `pulumi` is what `redis-cache pulumi` is; on PATH in shells that have evaluated `redis-cache env`. */
export const shellFolder = [join(__dirname, "../../bin/shell"), join(__dirname, "../../../bin/shell")].find(
  existsSync,
)!;

/** Takes such a folder, of any installation, off this process's PATH: its `pulumi` would start this tool again. */
export function leaveShellFolder(): void {
  const isOther = (folder: string) => !existsSync(join(folder, "../redis-cache.js"));
  process.env.PATH = (process.env.PATH ?? "").split(delimiter).filter(isOther).join(delimiter);
}
