import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { LocalFiles } from "../pulumi/workspace/files";
import { writePrivate } from "../pulumi/workspace/files";

/** Environment variables by instance. */
export type VariablesByInstance = Record<string, Record<string, string>>;

interface Remembered {
  checkpoint: string;
  /** Of the state that they come from: each deployment writes another. */
  stamp: string;
  instances: VariablesByInstance;
}

/** Keeps in the stack's folder what clients need, because Pulumi takes seconds to decrypt it. */
export function remember({ folder, checkpoint }: LocalFiles, instances: VariablesByInstance): void {
  const stamp = stampOf(checkpoint);
  if (stamp) writePrivate(fileIn(folder), JSON.stringify({ checkpoint, stamp, instances } satisfies Remembered));
}

/** What was kept, unless the stack has been deployed since. */
export function remembered(folder: string): VariablesByInstance | undefined {
  if (!existsSync(fileIn(folder))) return undefined;
  const { checkpoint, stamp, instances } = JSON.parse(readFileSync(fileIn(folder), "utf8")) as Remembered;
  return stampOf(checkpoint) === stamp ? instances : undefined;
}

const fileIn = (folder: string) => join(folder, "clients.json");

function stampOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && `${found.mtimeMs} ${found.size} ${found.ino}`;
}
