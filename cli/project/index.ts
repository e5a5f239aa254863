import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../terminal/errors";
import { projectRoot, shortName } from "./folders";
import { readPulumiFile } from "./yaml";

export { shortName } from "./folders";

/** A folder with a Pulumi program, and the stacks whose settings are in it. */
export interface Project {
  root: string;
  name: string;
}

/** The project of the current folder: the nearest folder upwards with a Pulumi.yaml. */
export function findProject(from = process.cwd()): Project {
  const root = projectRoot(from);
  if (!root) throw new UserError(`No Pulumi.yaml in ${from} or a folder above it.`, "Run it in a project's folder.");
  const file = join(root, "Pulumi.yaml");
  const { value, place } = readPulumiFile(file, readFileSync(file, "utf8"));
  if (typeof value.name !== "string") throw new UserError(`${place(["name"])}: name must be that of the project.`);
  return { root, name: value.name };
}

/** The settings of a stack, as they are in git. */
export function settingsFile(project: Project, stack: string): string {
  return join(project.root, `Pulumi.${shortName(stack)}.yaml`);
}
