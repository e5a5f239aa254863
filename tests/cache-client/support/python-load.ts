import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pWaitFor from "p-wait-for";
import { clientEnvironment, clientFolder, pythonWith } from "../../../benchmarks/python-client";

/** What a program has counted so far. */
interface Counts {
  errors: string[];
  stale: string[];
  fetches?: number;
  writes?: number;
  hit?: number;
  "load unstored"?: number;
}

/** The program tests/load_program.py of the Python client: callers that fetch without end, and a writer. */
export class PythonLoad {
  private counts: Counts = { errors: [], stale: [] };
  private log = "";

  private constructor(private readonly child: ChildProcess) {
    createInterface({ input: child.stdout! }).on("line", (line) => (this.counts = JSON.parse(line) as Counts));
    child.stderr!.on("data", (text) => (this.log += text));
  }

  /** One with threads and one with asyncio. */
  static async start(environment: Record<string, string>, durable = false): Promise<PythonLoad[]> {
    const python = await pythonWith("requirements-dev.txt", () => {});
    const program = join(clientFolder, "tests", "load_program.py");
    const env = { ...process.env, ...clientEnvironment, ...environment };
    return ["threads", "asyncio"].map(
      (driver) => new PythonLoad(spawn(python, [program, driver, durable ? "durable" : "plain"], { env })),
    );
  }

  get unstored(): number {
    return this.counts["load unstored"] ?? 0;
  }

  /** Waits until values are served from the cache, and invalidations return. */
  async goesOn(limit = 120_000): Promise<void> {
    const { hit = 0, writes = 0 } = this.counts;
    const further = () => (this.counts.hit ?? 0) > hit + 100 && (this.counts.writes ?? 0) > writes + 5;
    try {
      await pWaitFor(() => this.child.exitCode !== null || further(), { interval: 50, timeout: limit });
    } catch {
      throw new Error(`no further hits and writes: ${JSON.stringify(this.counts)}\n${this.log}`);
    }
    if (this.child.exitCode !== null) throw new Error(`ended with code ${this.child.exitCode}: ${this.log}`);
  }

  /** Ends it; what it has counted. */
  async stop(): Promise<Counts> {
    if (this.child.exitCode === null) {
      const exit = once(this.child, "exit");
      this.child.stdin!.end();
      await exit;
    }
    return this.counts;
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }
}
