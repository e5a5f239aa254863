import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../terminal/errors";
import { readPulumiFile } from "./yaml";

/** A folder with a Pulumi program, and the stacks whose settings are in it. */
export interface Project {
  root: string;
  name: string;
}

/** The project of the current folder: the nearest folder upwards with a Pulumi.yaml. */
export function findProject(from = process.cwd()): Project {
  const root = upwards(from).find((folder) => existsSync(join(folder, "Pulumi.yaml")));
  if (!root) throw new UserError(`No Pulumi.yaml in ${from} or a folder above it.`, "Run it in a project's folder.");
  const file = join(root, "Pulumi.yaml");
  const { value, place } = readPulumiFile(file, readFileSync(file, "utf8"));
  if (typeof value.name !== "string") throw new UserError(`${place(["name"])}: name must be that of the project.`);
  return { root, name: value.name };
}

/** `prod`, of `acme/prod` or `acme/redis-cache/prod`, by which Pulumi calls the file of settings. */
export function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

/** The settings of a stack, as they are in git. */
export function settingsFile(project: Project, stack: string): string {
  return join(project.root, `Pulumi.${shortName(stack)}.yaml`);
}

/** Everything that a stack on this machine writes: state, passphrase, nodes. Ignored by git. */
export function stackFolder(project: Project, stack: string): string {
  return join(project.root, ".redis-cache", shortName(stack));
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}
