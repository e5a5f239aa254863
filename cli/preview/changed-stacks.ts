import { readdirSync } from "node:fs";
import { UserError } from "../terminal/errors";
import { run } from "../process";
import type { Project } from "../project";

/** What the program is made of: a change of it concerns every stack. */
const program = [
  "components",
  "configs",
  "package.json",
  "package-lock.json",
  "Pulumi.yaml",
  "providers",
  "runtime",
  "stacks",
];

/** The stacks that a change since a commit concerns: those whose settings differ, or all where the program does. */
export async function changedStacks({ root }: Project, base: string): Promise<string[]> {
  const { code, stdout, stderr } = await run("git", ["-C", root, "diff", "--name-only", "--relative", base, "--", "."]);
  if (code !== 0)
    throw new UserError(`--base ${base}: ${stderr.trim()}`, "Name a branch, a tag or a commit; fetch it first.");
  const files = stdout.split("\n").filter((file) => file !== "");
  const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const ofProgram = files.some((file) => program.includes(file.split("/")[0]!));
  return ofProgram ? stacks : stacks.filter((stack) => files.includes(`Pulumi.${stack}.yaml`));
}
