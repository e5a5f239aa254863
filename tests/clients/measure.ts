import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import pWaitFor from "p-wait-for";
import { clientEnvironment, waitMoved, waitReady } from "../../benchmarks/failover/instance";
import type { LocalStack } from "../../benchmarks/failover/local-stack";
import { advisedClient } from "../../cli/load/writer";
import { applicationClient } from "../../cli/health/connect";
import { withCleanup } from "../../cli/process/signals";
import type { Report } from "../../cli/terminal/steps";
import type { ClientOfTest } from "./clients";
import { denialsSince } from "./denials";
import type { Figures } from "./figures";
import { errorsIn, hasBit, longestGap, owed } from "./figures";
import type { Launch, RunningProgram } from "./program";
import { startProgram } from "./program";
import type { MoveOfMaster } from "./scenarios";

/** A script hands over after a crash, and ends a server that hangs, only if its node was master for 30 s. */
const restMs = 33_000;
const startLimitMs = 60_000;
const moveLimitMs = 60_000;
/** In which a client has to write again, once the Sentinels name another master. */
const backLimitMs = 60_000;
/** In which jobs that were taken have to be done, once the client writes again. */
const doneLimitMs = 30_000;
const enoughWrites = 50;

interface Running {
  name: ClientOfTest;
  key: string;
  program: RunningProgram;
}

export type Launches = ReadonlyMap<ClientOfTest, Launch>;

/** Moves the master once while these clients write, and tells what each of them saw. */
export class Measurement {
  private movedAt = now();
  /** Made once: it writes the file of the authority, which programs read while others are started. */
  private readonly environment: Record<string, string>;

  constructor(private readonly stack: LocalStack) {
    this.environment = clientEnvironment(stack.instance, stack.folder);
  }

  async run(move: MoveOfMaster, launches: Launches, report: Report): Promise<Map<ClientOfTest, Figures>> {
    report("waiting for a healthy instance");
    const master = await waitReady(this.stack.instance);
    const startedAt = now();
    const running: Running[] = [];
    const killAll = () => running.forEach(({ program }) => program.kill());
    return withCleanup(killAll, async () => {
      for (const [name, launch] of launches) running.push(this.start(name, launch));
      report("starting the clients");
      await until(startLimitMs, () => running.every(({ program }) => program.ended() || hasWritten(program, 0)));
      report("the master is too new");
      if (move.needsRest) await delay(Math.max(0, this.movedAt + restMs - now()));
      const causedAt = now();
      try {
        report(move.title);
        await move.cause(this.stack, master);
        await waitMoved(this.stack.instance, master, moveLimitMs);
        this.movedAt = now();
        report("waiting until all write again");
        await until(backLimitMs, () =>
          running.every(({ program }) => program.ended() || hasWritten(program, this.movedAt)),
        );
      } finally {
        move.mend?.(this.stack);
      }
      report("looking for lost writes");
      const figures = await Promise.all(running.map((one) => this.judge(one, causedAt)));
      await Promise.all(running.map(({ program }) => program.stop()));
      report("waiting for the old master");
      await waitReady(this.stack.instance);
      const denied = await denialsSince(startedAt, this.stack.instance);
      return new Map(running.map(({ name }, i) => [name, { ...figures[i]!, denied }]));
    });
  }

  private start(name: ClientOfTest, launch: Launch): Running {
    const key = `clients:${name}:${randomUUID()}`;
    return { name, key, program: startProgram(launch, { ...this.environment, TEST_KEY: key }) };
  }

  private async judge({ key, program }: Running, causedAt: number): Promise<Omit<Figures, "denied">> {
    const failure =
      program.ended() ??
      (hasWritten(program, 0) ? undefined : "it did not begin to write") ??
      (hasWritten(program, this.movedAt) ? undefined : "it did not write again");
    const wroteAgain = failure === undefined;
    const lost = wroteAgain ? await this.lost(key, program) : 0;
    // Only what it has printed by now: what follows is nobody's.
    const writes = [...program.writes];
    return {
      connectMs: (writes.find(({ error }) => error === undefined)?.end ?? NaN) - program.startedAt,
      longestGapMs: wroteAgain ? longestGap(writes, causedAt) : undefined,
      errors: errorsIn(writes.filter(({ end }) => end >= causedAt)),
      lost,
      ...(failure !== undefined && { failure: [failure, ...program.complaints].join("\n  ") }),
    };
  }

  /** Libraries set a bit for each write; of programs a job was done, or it was done late. */
  private async lost(key: string, program: RunningProgram): Promise<number> {
    const known = program.writes.length;
    const writes = program.writes.slice(0, known);
    const client = applicationClient(this.stack.instance, advisedClient);
    try {
      await client.connect();
      const bits = await client.getBuffer(key);
      if (bits) {
        await client.del(key);
        return owed(writes).filter((n) => !hasBit(bits, n)).length;
      }
    } finally {
      client.disconnect();
    }
    const jobs = writes.filter(({ error, accepted }) => error !== undefined && accepted);
    const undone = () => jobs.filter(({ n }) => !program.late.has(n)).length;
    await until(doneLimitMs, () => undone() === 0);
    return undone();
  }
}

const now = () => performance.timeOrigin + performance.now();

function hasWritten({ writes }: RunningProgram, from: number): boolean {
  return writes.filter(({ start, error }) => error === undefined && start >= from).length >= enoughWrites;
}

/** Waits for a condition, but no longer; what was reached is looked at afterwards. */
async function until(limitMs: number, condition: () => boolean): Promise<void> {
  await pWaitFor(condition, { interval: 50, timeout: limitMs }).catch((error: Error) => {
    if (error.name !== "TimeoutError") throw error;
  });
}
