import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomInt } from "node:crypto";
import { stringify } from "yaml";
import { freePorts } from "../../../benchmarks/free-ports";
import type { InstanceInput } from "../../../configs";
import { type Outcome, run, start } from "../command";

const tool = join(__dirname, "../../../bin/redis-cache.js");

/** A project with a stack `docker`, deployed by Compose in a test's engine. */
export class ComposeProject {
  readonly directory = mkdtempSync(join(tmpdir(), "redis-cache-compose-"));
  readonly folder = join(this.directory, "compose");

  constructor(private readonly env: NodeJS.ProcessEnv) {
    writeFileSync(join(this.directory, "Pulumi.yaml"), "name: redis-cache\nruntime: nodejs\n");
  }

  /** Writes the settings of instance `cache`. */
  write(cache: InstanceInput): void {
    const config = { "redis-cache:platform": "docker", "redis-cache:instances": { cache } };
    writeFileSync(join(this.directory, "Pulumi.docker.yaml"), stringify({ config }));
  }

  /** Writes what Compose reads. */
  async render(): Promise<void> {
    await this.tool("render", "--format", "compose", "--out", this.folder);
    await this.tool("secrets", "files", "--out", this.folder);
  }

  /** Runs `redis-cache` on the stack, which has to succeed. */
  async tool(...args: string[]): Promise<string> {
    return succeeded(args, await this.tryTool(...args));
  }

  tryTool(...args: string[]): Promise<Outcome> {
    return run(process.execPath, [tool, ...args, "-s", "docker"], this.options);
  }

  startTool(...args: string[]): ReturnType<typeof start> {
    return start(process.execPath, [tool, ...args, "-s", "docker"], this.options);
  }

  /** Runs Compose on what was written. */
  async up(...args: string[]): Promise<string> {
    const all = ["-p", "test", ...args];
    return succeeded(all, await run("docker-compose", all, { ...this.options, cwd: this.folder }));
  }

  /** The text of a file that was written. */
  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private get options() {
    return { cwd: this.directory, env: { ...this.env, CI: "true" } };
  }
}

/** Settings that run beside others on this machine, with images of its own programs. */
export async function settingsOfTest(version: string): Promise<InstanceInput> {
  const port = await freePorts(9);
  return {
    server: { version: version as "7.0", image: `docker.io/library/redis:${version}` },
    cpu: { limit: "1" },
    memory: { limit: "256Mi" },
    // A container more for each node would cost a test more than it shows.
    exporter: { enabled: false },
    network: { port, sentinelPort: port + 3, subnet: `10.${randomInt(256)}.${randomInt(256)}.0/24` },
    proxy: { kind: "haproxy", port: port + 6, readPort: port + 7, healthPort: port + 8 },
  };
}

function succeeded(args: readonly string[], { exitCode, output }: Outcome): string {
  if (exitCode !== 0) throw new Error(`${args.join(" ")} ended with code ${exitCode}:\n${output}`);
  return output;
}
