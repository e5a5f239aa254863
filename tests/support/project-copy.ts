import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CopyPorts } from "../../benchmarks/project-copy";
import { copyProject } from "../../benchmarks/project-copy";
import { type Outcome, run, start } from "./command";

const repository = join(__dirname, "../..");
const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];

/** A copy of this project, as somebody has who cloned it, whose stack `local` has ports of its own. */
interface ProjectCopy {
  directory: string;
  ports: CopyPorts;
  /** Runs `redis-cache` to its end. */
  tool(...args: string[]): Promise<Outcome>;
  /** Starts `redis-cache` without waiting for it. */
  startTool(...args: string[]): ReturnType<typeof start>;
  /** Runs a line in bash. */
  shell(line: string): Promise<Outcome>;
  /** Runs lines in bash that must succeed; resolves with what they print. */
  run(lines: string): Promise<string>;
  remove(): void;
}

/** A copy for all tests of a file; its stack is taken down after them. */
export function shareProjectCopy(): () => ProjectCopy {
  let project: ProjectCopy;
  beforeAll(async () => {
    project = await projectCopy();
  });
  afterAll(async () => {
    await project.tool("down");
    project.remove();
  });
  return () => project;
}

async function projectCopy(): Promise<ProjectCopy> {
  const directory = mkdtempSync(join(tmpdir(), "redis-cache-copy-"));
  const ports = await copyProject(repository, directory);
  const options = { cwd: directory, env: { ...process.env, CI: "true" } };
  const command = [join(directory, "bin", "redis-cache.js")];
  await run("git", ["init", "-q"], options);
  await run("git", ["add", "-A"], options);
  await run("git", [...author, "commit", "-q", "-m", "Copy"], options);
  const shell = (line: string) => run("bash", ["-euo", "pipefail", "-c", line], options);
  return {
    directory,
    ports,
    tool: (...args) => run(process.execPath, [...command, ...args], options),
    startTool: (...args) => start(process.execPath, [...command, ...args], options),
    shell,
    run: async (lines) => {
      const { exitCode, output } = await shell(lines);
      if (exitCode !== 0) throw new Error(`${lines}\nexit code ${exitCode}\n${output}`);
      return output;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
