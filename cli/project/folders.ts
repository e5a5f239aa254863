import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder upwards with a Pulumi.yaml. */
export function projectRoot(from: string): string | undefined {
  return upwards(from).find((folder) => existsSync(join(folder, "Pulumi.yaml")));
}

/** `prod`, of `acme/prod` or `acme/redis-cache/prod`, by which Pulumi calls the file of settings. */
export function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}

/** Everything that a stack on this machine writes: state, passphrase, nodes. Ignored by git. */
export function stackFolder(root: string, stack: string): string {
  return join(root, ".redis-cache", shortName(stack));
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}
