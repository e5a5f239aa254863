import { randomUUID } from "node:crypto";
import type { DeployedInstance } from "../health/deployed";
import { PauseMeter } from "./pause-meter";
import { type Writing, Writer, waitsFor } from "./writer";
import { metWithin } from "../process/wait";

/** Gaps between two acknowledged writes below this are the ordinary unrest of a busy machine. */
const pauseThresholdMs = 50;
const answerLimitMs = 5_000;

/** What became of the writes of a load. */
export interface LoadResult {
  /** Whether the master alone acknowledged them; else a replica did, by WAIT 1. */
  plain: boolean;
  acknowledged: number;
  /** Numbers by reason. */
  refused: Record<string, number>;
  longestPauseMs: number;
  /** Acknowledged writes that are not there any more; undefined where they could not be read back. */
  lost?: number;
  /** Why not. */
  unread?: string;
}

/** A small write load on an instance as user `app`, through the Sentinels or its proxy, as applications make it. */
export class WriteLoad {
  acknowledged = 0;
  readonly refused: Record<string, number> = {};
  private readonly plain: boolean;
  private readonly writers: Writer[];
  private readonly meter: PauseMeter;

  /** `paused` is told of each pause in acknowledged writes, in ms, when it is over. */
  constructor(instance: DeployedInstance, writers: number, paused: (ms: number) => void, writing: Writing = {}) {
    this.plain = !waitsFor(instance, writing);
    const prefix = `redis-cache:load:${randomUUID()}`;
    this.meter = new PauseMeter(writers, pauseThresholdMs);
    this.writers = Array.from({ length: writers }, (_, number) => {
      const refused = (reason: string) => (this.refused[reason] = (this.refused[reason] ?? 0) + 1);
      const acknowledged = () => {
        this.acknowledged += 1;
        const ms = this.meter.acknowledge(number, performance.now());
        if (ms !== undefined) paused(Math.round(ms));
      };
      return new Writer(instance, writing, `${prefix}:${number}`, { acknowledged, refused });
    });
  }

  get longestPauseMs(): number {
    return Math.round(this.meter.longestMs);
  }

  /** Throws where a writer finds no connection in time; then none is left that would go on to try. */
  async start(limitMs = 30_000): Promise<void> {
    try {
      await this.each((writer) => writer.start(limitMs));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Ends the load, reads all back, and removes its keys unless they are to stay. */
  async stop({ keep }: { keep?: boolean } = {}): Promise<LoadResult> {
    this.meter.end(performance.now());
    await this.each((writer) => writer.stop(answerLimitMs));
    try {
      const unread = await this.readBack();
      // Where they cannot be removed they expire by themselves.
      if (!unread && !keep) await this.each((writer) => writer.removeKeys(answerLimitMs)).catch(() => undefined);
      const { plain, acknowledged, refused, longestPauseMs } = this;
      return { plain, acknowledged, refused, longestPauseMs, ...(unread ? { unread } : { lost: this.lost }) };
    } finally {
      this.close();
    }
  }

  /** Ends all connections at once. */
  close(): void {
    for (const writer of this.writers) writer.close();
  }

  private get lost(): number {
    return this.writers.reduce((sum, { lost }) => sum + lost, 0);
  }

  private async readBack(): Promise<string | undefined> {
    try {
      await this.each((writer) => writer.readBack(answerLimitMs));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  private async each(work: (writer: Writer) => Promise<void>): Promise<void> {
    await Promise.all(this.writers.map(work));
  }
}

/** Whether so many writes of a load were acknowledged in time. */
export function hasWritten(load: { acknowledged: number }, count: number, limitMs: number): Promise<boolean> {
  return metWithin(limitMs, () => load.acknowledged >= count);
}
