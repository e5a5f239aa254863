import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { join } from "node:path";
import { buildSync } from "esbuild";

const running = new Set<Worker>();

/** Ends all processes of the test file: `afterEach(endWorkers)`. */
export async function endWorkers(): Promise<void> {
  await Promise.all([...running].map((worker) => worker.kill()));
}

/** The program of a worker as one file in a folder. */
export function buildWorker(folder: string): string {
  const outfile = join(folder, "worker.cjs");
  buildSync({ entryPoints: [join(__dirname, "worker.ts")], bundle: true, platform: "node", outfile });
  return outfile;
}

/** A process with a cache of its own. */
export class Worker {
  private readonly child: ChildProcess;
  private readonly lines: Interface;

  /** Ready when its connection is. */
  static async start(program: string, port: number): Promise<Worker> {
    const worker = new Worker(program, port);
    expect(await worker.answer()).toBe("ready");
    return worker;
  }

  private constructor(program: string, port: number) {
    this.child = spawn(process.execPath, [program, String(port)], { stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface(this.child.stdout!);
    running.add(this);
  }

  fetch(key: string, ms: number, options: object = {}): Promise<unknown> {
    this.child.stdin!.write(`${JSON.stringify({ fetch: key, ms, options })}\n`);
    return this.answer();
  }

  async kill(): Promise<void> {
    running.delete(this);
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exit;
  }

  private async answer(): Promise<unknown> {
    const [line] = (await once(this.lines, "line")) as [string];
    return JSON.parse(line) as unknown;
  }
}
