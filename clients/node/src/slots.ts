import { CacheError } from "./errors";

/** Lets so many run at once, and others in the order in which they came. */
export class Slots {
  private free: number;
  private readonly waiting: Set<() => void> = new Set();

  constructor(most: number) {
    this.free = most;
  }

  /** @throws CacheError of kind `overloaded` after waiting in vain. */
  async run<T>(work: () => Promise<T>, waitMs: number): Promise<T> {
    if (this.free > 0) this.free--;
    else await this.turn(waitMs);
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  private turn(waitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(next);
        reject(new CacheError("overloaded", `Redis is away, and awayLoads were under way for ${waitMs} ms`));
      }, waitMs);
      this.waiting.add(next);
    });
  }

  private release(): void {
    const [next] = this.waiting;
    if (!next) {
      this.free++;
      return;
    }
    this.waiting.delete(next);
    next();
  }
}
