import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathWith } from "../../cli/install/cache-folder";
import { findPulumi } from "../../cli/pulumi/cli/find";
import { type Outcome, start } from "./command";

const repository = join(__dirname, "../..");

/** A Pulumi project in a folder of its own, with a file backend, run by the real Pulumi CLI. */
export interface ScratchProject {
  directory: string;
  /** Runs `pulumi` with the arguments; resolves with what it printed also when it fails. */
  pulumi(...args: string[]): Promise<Outcome>;
  /** Starts `pulumi` without waiting for it. */
  start(...args: string[]): ReturnType<typeof start>;
  /** Runs a line in bash, on the stack; programs of installed packages are on PATH. */
  shell(line: string): Promise<Outcome>;
  write(file: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a project with stack `test`; its program and whatever else it reads are among the files. */
export async function scratchProject(files: Record<string, string>): Promise<ScratchProject> {
  const directory = await mkdtemp(join(tmpdir(), "redis-cache-"));
  const env = await pulumiEnvironment(directory);
  const pulumi = (...args: string[]) =>
    start("pulumi", [...args, "--stack", "test", "--non-interactive"], { cwd: directory, env });
  const project: ScratchProject = {
    directory,
    start: pulumi,
    pulumi: (...args) => pulumi(...args).outcome,
    shell: (line) => {
      const inProject = {
        ...env,
        PULUMI_STACK: "test",
        PATH: pathWith(join(directory, "node_modules/.bin"), env.PATH),
      };
      return start("bash", ["-euo", "pipefail", "-c", line], { cwd: directory, env: inProject }).outcome;
    },
    write: (file, text) => writeFile(join(directory, file), text),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
  await symlink(join(repository, "node_modules"), join(directory, "node_modules"));
  for (const [file, text] of Object.entries({ ...defaults, ...files })) await project.write(file, text);
  await project.pulumi("stack", "init");
  return project;
}

const defaults = {
  "Pulumi.yaml": [
    "name: scratch",
    "runtime: nodejs",
    "plugins:",
    "  providers:",
    "    - name: redis-local",
    `      path: ${join(repository, "providers/local")}`,
    "",
  ].join("\n"),
  "package.json": JSON.stringify({ name: "scratch", main: "index.ts" }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      target: "ES2022",
      module: "nodenext",
      moduleResolution: "nodenext",
      rootDir: "/",
      skipLibCheck: true,
      noCheck: true,
    },
  }),
};

/** What the Pulumi CLI needs to work on a project whose state is in folder `state` of it, which is made. */
export async function pulumiEnvironment(directory: string): Promise<Record<string, string>> {
  const pulumi = await findPulumi();
  if (!pulumi) throw new Error("the Pulumi CLI is not installed: `npm test` installs it");
  await mkdir(join(directory, "state"));
  return {
    HOME: process.env.HOME ?? directory,
    PATH: pathWith(pulumi.bin),
    PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "of a scratch project",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_HOME: join(directory, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}
