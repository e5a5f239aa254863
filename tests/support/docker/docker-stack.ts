import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { copyProject } from "../../../benchmarks/project-copy";
import { pathWith } from "../../../cli/install/cache-folder";
import type { InstanceInput } from "../../../configs";
import { type Outcome, run, start } from "../command";
import type { Engine } from "./engine";

const repository = join(__dirname, "../../..");
const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];

/** A copy of this project whose stack `docker` Pulumi deploys into a test's engine, with a stand-in for its plugin. */
export class DockerStack {
  private constructor(
    readonly directory: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async create(engine: Engine): Promise<DockerStack> {
    const directory = mkdtempSync(join(tmpdir(), "redis-cache-docker-stack-"));
    await copyProject(repository, directory);
    const PATH = pathWith(join(__dirname, "provider"), engine.env.PATH);
    return new DockerStack(directory, { ...engine.env, PATH, CI: "true" });
  }

  /** Writes the settings of instance `cache`, and commits them: what `review` compares with. */
  async write(cache: InstanceInput, { commit = false, namespace = "redis" } = {}): Promise<void> {
    const config = {
      "redis-cache:platform": "docker",
      "redis-cache:namespace": namespace,
      "redis-cache:instances": { cache },
    };
    writeFileSync(join(this.directory, "Pulumi.docker.yaml"), stringify({ config }));
    if (!commit) return;
    const options = { cwd: this.directory, env: this.env };
    await run("git", ["init", "-q"], options);
    await run("git", ["add", "-A"], options);
    await run("git", [...author, "commit", "-q", "-m", "Settings"], options);
  }

  /** Runs `redis-cache` on the stack, which has to succeed. */
  async tool(...args: string[]): Promise<string> {
    const { exitCode, output } = await this.tryTool(...args);
    if (exitCode !== 0) throw new Error(`${args.join(" ")} ended with code ${exitCode}:\n${output}`);
    return output;
  }

  tryTool(...args: string[]): Promise<Outcome> {
    return this.startTool(...args).outcome;
  }

  /** Starts `redis-cache` without waiting for it. */
  startTool(...args: string[]): ReturnType<typeof start> {
    const tool = join(this.directory, "bin/redis-cache.js");
    return start(process.execPath, [tool, ...args, "-s", "docker"], { cwd: this.directory, env: this.env });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
