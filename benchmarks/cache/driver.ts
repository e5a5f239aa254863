import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { UserError } from "../../cli/terminal/errors";
import { type Answer, type LoadAnswer, type LoadQuestion, mark, type Order, type Place } from "./protocol";
import type { WayOptions } from "./protocol";
import type { Program } from "./programs";

/** What a loader gives, or fails with. */
export type Source = (key: string) => unknown;

type Wanted = Order extends infer One ? (One extends Order ? Omit<One, "id"> : never) : never;

const startLimitMs = 60_000;

/** A process that holds one way to cache, and the loaders that it calls. */
export class Driver {
  /** Keys of loaders that were called. */
  readonly loads: string[] = [];
  source: Source = () => 42;
  private readonly waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  private orders = 0;
  private errors = "";
  private readonly exit: Promise<unknown>;

  /** Ready when its way is made, whether Redis is there or not. */
  static async start(program: Program, place: Place): Promise<Driver> {
    const { command, args, env } = program;
    const child = spawn(command, [...args, JSON.stringify({ way: program.way, place })], { env });
    const driver = new Driver(child, program.way);
    await driver.ready;
    return driver;
  }

  private readonly ready: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly way: string,
  ) {
    this.exit = once(child, "exit");
    child.stdin!.on("error", () => {});
    child.stderr!.on("data", (text) => (this.errors = `${this.errors}${text}`.slice(-2000)));
    this.ready = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(this.failed("has not started within a minute")), startLimitMs);
      createInterface(child.stdout!).on("line", (line) => {
        if (!line.startsWith(mark)) return;
        const message = JSON.parse(line.slice(mark.length)) as Answer | LoadQuestion | { ready: true };
        if ("ready" in message) {
          clearTimeout(late);
          resolve();
        } else if ("load" in message) void this.give(message);
        else this.end(message);
      });
      void this.exit.then(() => {
        clearTimeout(late);
        const error = this.failed("has ended");
        reject(error);
        for (const one of this.waiting.values()) one.reject(error);
      });
    });
  }

  /** @throws Error with the way's own message */
  fetch(key: string, options: WayOptions = {}): Promise<unknown> {
    return kept(this.timed(key, options).then(({ value }) => value));
  }

  /** The same with the time that it took there, in ms; the loader is one of the process where `loader` is given. */
  timed(key: string, options: WayOptions = {}, loader?: { value: unknown; ms?: number }) {
    return this.order({ do: "fetch", key, options: { ttl: 60, ...options }, loader });
  }

  order<T = unknown>(wanted: Wanted): Promise<{ value: T; ms: number }> {
    return kept(this.ask<T>(wanted));
  }

  private async ask<T>(wanted: Wanted): Promise<{ value: T; ms: number }> {
    const id = ++this.orders;
    const answered = new Promise<Answer>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.send({ ...wanted, id });
    const answer = await answered;
    if ("error" in answer) throw new Error(answer.error);
    return { value: answer.value as T, ms: answer.ms };
  }

  /** SIGKILL, and waits for its end. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
    await this.exit;
  }

  private async give({ load, key }: LoadQuestion): Promise<void> {
    this.loads.push(key);
    try {
      const value = await this.source(key);
      this.send({ load, value });
    } catch (error) {
      this.send({ load, error: (error as Error).message });
    }
  }

  private send(message: Order | LoadAnswer): void {
    this.child.stdin!.write(`${JSON.stringify(message)}\n`);
  }

  private end(answer: Answer): void {
    this.waiting.get(answer.id)?.resolve(answer);
    this.waiting.delete(answer.id);
  }

  private failed(what: string): UserError {
    return new UserError(`The process of ${this.way} ${what}: ${this.errors.trim()}`);
  }
}

/** A call that nobody may be left to wait for: a vector gives up on one that hangs. */
function kept<T>(call: Promise<T>): Promise<T> {
  call.catch(() => {});
  return call;
}
