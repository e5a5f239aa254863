import { CacheError, faultOf } from "./errors";

interface Waiting {
  until: number;
  /** Undefined once it has ended. */
  fail?: (error: unknown) => void;
}

/**
 * Ends steps that take too long. All of one kind have the same time, so that they are due in the order in which they
 * began, and one timer does for all: a timer for each would be a part of what a hit costs.
 */
export class Deadlines {
  private waiting: Waiting[] = [];
  private timer?: NodeJS.Timeout;

  constructor(private readonly ms: number) {}

  /**
   * The result of a step.
   *
   * @throws CacheError with a kind of faults
   */
  within<T>(step: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => this.watch(step, resolve, (error) => reject(faultOf(error))));
  }

  /** Calls one of them, once: with the result of a step, or with its error, which may be that it was late. */
  watch<T>(step: Promise<T>, answered: (value: T) => void, failed: (error: unknown) => void): void {
    const fail = (error: unknown) => {
      if (this.end(own)) failed(error);
    };
    const own: Waiting = { until: performance.now() + this.ms, fail };
    this.waiting.push(own);
    this.timer ??= this.next(this.ms);
    step.then((value) => {
      if (this.end(own)) answered(value);
    }, fail);
  }

  /** False where it has ended before. */
  private end(own: Waiting): boolean {
    if (!own.fail) return false;
    own.fail = undefined;
    while (this.waiting.length > 0 && !this.waiting[0]!.fail) this.waiting.shift();
    return true;
  }

  private next(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      const now = performance.now();
      const due = this.waiting.filter(({ until }) => until <= now);
      this.waiting = this.waiting.slice(due.length);
      const [first] = this.waiting;
      this.timer = first && this.next(Math.max(1, first.until - now));
      // A process that was busy for longer has not read the answers that are there: the connection gets a turn first.
      if (due.length > 0) setImmediate(() => setImmediate(() => due.forEach((one) => one.fail?.(this.late()))));
    }, ms).unref();
  }

  private late(): CacheError {
    return new CacheError("timeout", `no answer within ${Math.round(this.ms)} ms`);
  }
}
