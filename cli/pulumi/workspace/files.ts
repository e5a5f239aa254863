import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../../project";
import { shortName, stackFolder } from "../../project";

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
  const folder = stackFolder(project, stack);
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
