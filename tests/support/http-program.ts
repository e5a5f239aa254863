import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import pWaitFor from "p-wait-for";

/** A program that answers by HTTP for as long as a test needs it. */
export class HttpProgram {
  private output = "";

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream!.on("data", (data) => (this.output += String(data)));
  }

  /** Waits until it answers at that address; fails with what it has printed where it ends before. */
  static async start(
    name: string,
    args: readonly string[],
    { answersAt, env = process.env }: { answersAt: string; env?: NodeJS.ProcessEnv },
  ): Promise<HttpProgram> {
    const program = new HttpProgram(spawn(name, args, { env, stdio: ["ignore", "pipe", "pipe"] }));
    const answers = () =>
      fetch(answersAt).then(
        ({ ok }) => ok,
        () => false,
      );
    const { child } = program;
    try {
      await pWaitFor(async () => child.exitCode !== null || (await answers()), { interval: 50, timeout: 180_000 });
      if (child.exitCode !== null) throw new Error(`${name} has ended:\n${program.output}`);
    } catch (error) {
      await program.stop();
      throw error;
    }
    return program;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill();
    await ended;
  }
}
