import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../terminal/errors";
import { isAlive } from "../../process/running";
import type { LocalFiles } from "./files";

/** Processes that hold the lock of the stack in the file backend. */
function lockHolders(files: LocalFiles): number[] {
  if (!existsSync(files.locks)) return [];
  return readdirSync(files.locks)
    .filter((name) => name.endsWith(".json"))
    .map((name) => (JSON.parse(readFileSync(join(files.locks, name), "utf8")) as { pid: number }).pid);
}

/** True where a lock was left behind by a process that is gone; throws where one is at work. */
export function hasStaleLock(files: LocalFiles): boolean {
  const holders = lockHolders(files);
  const working = holders.find(isAlive);
  if (working === undefined) return holders.length > 0;
  throw new UserError(
    `Pulumi, process ${working}, is working on this stack.`,
    "Wait for it to end, or stop it with Ctrl-C where it runs.",
  );
}

/** What Pulumi did of a resource when it was killed. */
export interface PendingOperation {
  /** Such as `creating`. */
  type: string;
  resource: { type: string; inputs?: Record<string, unknown> };
}

/** Those of a run that was killed. Pulumi would warn of them with every command from then on. */
export function pendingOperations(files: LocalFiles): PendingOperation[] {
  const { checkpoint } = JSON.parse(readFileSync(files.checkpoint, "utf8")) as {
    checkpoint: { latest?: { pending_operations?: PendingOperation[] } | null };
  };
  return checkpoint.latest?.pending_operations ?? [];
}
