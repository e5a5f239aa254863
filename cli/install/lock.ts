import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import pWaitFor from "p-wait-for";
import { makeCacheFolder } from "./cache-folder";
import { isAlive } from "../process/running";
import { withCleanup } from "../process/signals";
import type { Report } from "../terminal/steps";

/** Runs `work` while no other process on this machine runs it for the same lock file. */
export async function withLock<T>(file: string, report: Report, work: () => Promise<T>): Promise<T> {
  makeCacheFolder(dirname(file));
  await pWaitFor(() => tryLock(file, report), { interval: 500 });
  return withCleanup(() => rmSync(file, { force: true }), work);
}

function tryLock(file: string, report: Report): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const holder = holderOf(file);
  if (holder !== undefined && isAlive(holder)) report(`waiting for process ${holder}, which does the same`);
  else rmSync(file, { force: true });
  return false;
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}
