import { inspect } from "node:util";
import type { Entry } from "./entry";
import { CacheError } from "./errors";
import type { Plan } from "./options";

export interface LoaderContext<T> {
  key: string;
  /** Aborted at `hardLimitMs`, and when the cache is closed. */
  signal: AbortSignal;
  /** An expired value that was not invalidated, where there is one. */
  stale?: T;
}

/** Reads the source. */
export type Loader<T = unknown> = (context: LoaderContext<T>) => T | Promise<T>;

/** Ends a load before its time. */
export class Control {
  private controller?: AbortController;
  private reason?: Error;
  private end?: (reason: Error) => void;

  /** Made for loaders that look at it: it costs more than the rest of a load. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.reason && !this.controller.signal.aborted) this.controller.abort(this.reason);
    return this.controller.signal;
  }

  abort(reason: Error): void {
    if (this.reason) return;
    this.reason = reason;
    this.controller?.abort(reason);
    this.end?.(reason);
  }

  /** Calls it with the reason of an abort, before or after. */
  whenAborted(end: (reason: Error) => void): void {
    this.end = end;
    if (this.reason) end(this.reason);
  }
}

/** Calls a loader, for as long as it is not aborted. */
export function callLoader(load: Loader, plan: Plan, control: Control, known?: Entry): Promise<unknown> {
  const context = {
    key: plan.key,
    get signal() {
      return control.signal;
    },
    ...(known && { stale: known.value }),
  };
  return new Promise((resolve, reject) => {
    const { hardLimitMs } = plan;
    const late = () => control.abort(new CacheError("loadTimeout", `the loader took longer than ${hardLimitMs} ms`));
    const timer = hardLimitMs === undefined ? undefined : setTimeout(late, hardLimitMs);
    control.whenAborted(reject);
    Promise.resolve(context)
      .then(load)
      .then(
        (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        (error: Error) => {
          clearTimeout(timer);
          reject(error);
        },
      );
  });
}

/** A loader that has no value for a key. */
export class Absent extends CacheError {
  constructor(key: string) {
    super("value", `the loader gave no value for key ${JSON.stringify(key)}; give null for what does not exist`);
  }
}

/** Loads the keys together that are asked for at the same moment. */
export function batched<T>(load: (keys: string[], signal: AbortSignal) => Promise<Map<string, T>>): Loader<T> {
  let waiting: LoaderContext<T>[] = [];
  let values: Promise<Map<string, T>>;
  const start = async () => {
    await new Promise(setImmediate);
    const contexts = waiting;
    waiting = [];
    // They began together, and so their signals are aborted together.
    return load(
      contexts.map(({ key }) => key),
      contexts[0]!.signal,
    );
  };
  return async (context) => {
    if (waiting.push(context) === 1) values = start();
    const found = await values;
    if (!isMap(found)) throw noMap(found);
    if (!found.has(context.key)) throw new Absent(context.key);
    return found.get(context.key)!;
  };
}

/** By what is used of it, for maps of other libraries and of other realms. */
const isMap = (given: unknown) => {
  const { has, get } = (given ?? {}) as Partial<Map<unknown, unknown>>;
  return typeof has === "function" && typeof get === "function";
};

function noMap(given: unknown): CacheError {
  const shown = inspect(given, { depth: 1, breakLength: Infinity, maxArrayLength: 3, maxStringLength: 40 });
  const wanted = "a Map of values by key is wanted: new Map(rows.map((row) => [row.id, row]))";
  return new CacheError("value", `the loader of fetchMany gave ${shown}; ${wanted}`);
}
