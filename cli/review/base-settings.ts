import { relative } from "node:path";
import { UserError } from "../terminal/errors";
import { run } from "../process";
import type { Project } from "../project";
import { settingsFile } from "../project";
import { type StackFile, stackFileOf } from "../project/stack-file";

/** The file of a stack at a commit of the project's repository; undefined where the stack is not there yet. */
export async function stackFileAt(project: Project, stack: string, ref: string): Promise<StackFile | undefined> {
  const file = settingsFile(project, stack);
  const git = (...args: string[]) => run("git", ["-C", project.root, ...args]);
  const commit = await git("rev-parse", "--verify", "--quiet", `${ref}^{commit}`);
  if (commit.code !== 0) {
    throw new UserError(
      `--base ${ref}: the repository has no such commit.`,
      "Name a branch, a tag or a commit; fetch it first.",
    );
  }
  const { code, stdout } = await git("show", `${ref}:./${relative(project.root, file)}`);
  return code === 0 ? stackFileOf(project.name, stack, file, stdout) : undefined;
}
