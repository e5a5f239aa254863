import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../../project";
import { shortName, stackFolder } from "../../project/folders";

/** The files of a stack whose state is in the project's folder. */
export interface LocalFiles {
  folder: string;
  state: string;
  passphrase: string;
  /** Settings, salt and secrets: what Pulumi reads and writes instead of the tracked file. */
  config: string;
  pulumiHome: string;
  nodes: string;
  /** The checkpoint that exists from `pulumi stack init` on. */
  checkpoint: string;
  locks: string;
}

export function localFiles(project: Project, stack: string): LocalFiles {
  const folder = stackFolder(project.root, stack);
  const state = join(folder, "state");
  return {
    folder,
    state,
    passphrase: join(folder, "passphrase"),
    config: join(folder, `Pulumi.${shortName(stack)}.yaml`),
    pulumiHome: join(folder, "pulumi"),
    nodes: join(folder, "nodes"),
    checkpoint: join(state, ".pulumi", "stacks", project.name, `${stack}.json`),
    locks: join(state, ".pulumi", "locks", "organization", project.name, stack),
  };
}

/** Makes the folders and a random passphrase where they are missing. */
export function createFiles(files: LocalFiles): void {
  for (const folder of [files.folder, files.state, files.pulumiHome])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(files.passphrase, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Replaces the file in one step, so that a stopped run leaves the old or the new one. */
export function writePrivate(file: string, text: string): void {
  const partial = `${file}.${process.pid}.tmp`;
  writeFileSync(partial, text, { mode: 0o600 });
  renameSync(partial, file);
}
