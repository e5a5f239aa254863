import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Installation } from "../../../benchmarks/cluster/installation";
import { run } from "../../support/command";

/** The command-line tool in a project whose only stack is an installation. */
export class CommandLine {
  private readonly project = mkdtempSync(join(tmpdir(), "redis-cache-e2e-project-"));

  constructor({ written }: Installation) {
    writeFileSync(join(this.project, "Pulumi.yaml"), "name: e2e\nruntime: nodejs\n");
    const config = Object.entries(written).map(([name, value]) => [`redis-cache:${name}`, value]);
    writeFileSync(join(this.project, "Pulumi.e2e.yaml"), stringify({ config: Object.fromEntries(config) as object }));
  }

  run(...args: string[]) {
    const entry = join(__dirname, "../../../bin/redis-cache.js");
    return run(process.execPath, [entry, ...args, "-s", "e2e"], { cwd: this.project });
  }

  /** Runs a command that must succeed, and returns what it prints as JSON. */
  async json<T>(...args: string[]): Promise<T> {
    const { output, exitCode } = await this.run(...args, "--json");
    expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({ exitCode: 0, output: "" });
    return JSON.parse(output) as T;
  }

  close(): void {
    rmSync(this.project, { recursive: true });
  }
}
