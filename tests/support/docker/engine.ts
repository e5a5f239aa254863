import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pWaitFor from "p-wait-for";
import { which } from "../../../cli/process";
import { run } from "../command";

/** A Docker engine of a test's own. */
export class Engine {
  private constructor(
    private readonly folder: string,
    private readonly keeper: ChildProcess,
  ) {}

  /** Starts one; what it has made is gone when it is stopped, or when this process ends. */
  static async start(): Promise<Engine> {
    const folder = mkdtempSync(join(tmpdir(), "redis-cache-docker-"));
    // A group of its own: Ctrl-C ends the tests, and then it has something to do.
    const keeper = spawn("sh", [join(__dirname, "engine.sh"), folder], {
      stdio: ["pipe", "inherit", "inherit"],
      detached: true,
    });
    const engine = new Engine(folder, keeper);
    try {
      await pWaitFor(() => engine.answers(), { interval: 100, timeout: 60_000 });
    } catch (error) {
      const log = readFileSync(join(folder, "log"), "utf8");
      await engine.stop();
      throw new Error(`the engine does not start:\n${log}`, { cause: error });
    }
    return engine;
  }

  /** Ends it by a signal, while its containers go on, and starts it again. */
  async restart(signal: "TERM" | "KILL"): Promise<void> {
    const before = this.pid();
    this.keeper.stdin!.write(`${signal}\n`);
    const isBack = async () => this.pid() !== before && (await this.answers());
    await pWaitFor(isBack, { interval: 100, timeout: 60_000 });
  }

  private pid(): string {
    const file = join(this.folder, "pid");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, DOCKER_HOST: `unix://${this.folder}/docker.sock` };
  }

  /** Makes an image of programs of this machine. */
  makeImage(name: string, programs: readonly string[]): void {
    const files = programs.map((program) => {
      const file = which(program);
      if (file === undefined) throw new Error(`${program} is not on PATH: \`npm test -- --prepare-only\` installs it`);
      return file;
    });
    execFileSync("sh", [join(__dirname, "image.sh"), name, ...files], { env: this.env, stdio: "pipe" });
  }

  /** Runs `docker`, and resolves with what it prints. */
  async docker(...args: string[]): Promise<string> {
    const { exitCode, output } = await run("docker", args, { env: this.env });
    if (exitCode !== 0) throw new Error(`docker ${args.join(" ")} ended with code ${exitCode}:\n${output}`);
    return output.trim();
  }

  async stop(): Promise<void> {
    if (this.keeper.exitCode !== null) return;
    const ended = once(this.keeper, "exit");
    this.keeper.stdin!.end();
    await ended;
  }

  private async answers(): Promise<boolean> {
    const { exitCode } = await run("docker", ["version"], { env: this.env });
    return exitCode === 0;
  }
}
