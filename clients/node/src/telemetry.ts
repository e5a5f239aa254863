import { createRequire } from "node:module";
import type { CacheEvent } from "./events";

/** The parts of `@opentelemetry/api` that are used, so that its types are not needed where it is not installed. */
interface Api {
  metrics: { getMeter: (name: string) => Meter };
  trace: {
    getTracer: (name: string) => Tracer;
    isSpanContextValid: (context: unknown) => boolean;
    setSpan: (context: unknown, span: Span) => unknown;
  };
  context: { active: () => unknown; with: <T>(context: unknown, work: () => T) => T };
}
interface Meter {
  createCounter: (name: string, options: { description: string }) => { add: (n: number, with_: Attributes) => void };
  createHistogram: (
    name: string,
    options: { description: string; unit: string; advice: { explicitBucketBoundaries: number[] } },
  ) => { record: (n: number, with_: Attributes) => void };
  createObservableGauge: (
    name: string,
    options: { description: string },
  ) => { addCallback: (look: (result: { observe: (n: number, with_: Attributes) => void }) => void) => void };
}
interface Tracer {
  startSpan: (name: string, options: { attributes: Attributes }) => Span;
}
interface Span {
  spanContext: () => unknown;
  setAttribute: (name: string, value: string) => unknown;
  recordException: (error: Error) => void;
  setStatus: (status: { code: number; message?: string }) => unknown;
  end: () => void;
}
type Attributes = Record<string, string | boolean>;

export type Say = (outcome: "hit" | "stale" | "load") => void;

/** What OpenTelemetry hears of a cache. */
export interface Telemetry {
  count: (event: CacheEvent) => void;
  /** A span around a fetch, or the load in it. */
  span: <T>(of: "fetch" | "load", key: string, work: (say: Say) => Promise<T>) => Promise<T>;
}

const names = { fetch: "redis_cache.fetch", load: "redis_cache.load" } as const;
const nobody: Say = () => {};
const library = "redis-cache-client";
const errorStatus = 2;

/** Undefined where its API is not installed. */
export function telemetryOf(prefix: string): Telemetry | undefined {
  const api = installedApi();
  if (!api) return undefined;
  const own: Attributes = { "redis_cache.prefix": prefix };
  const { trace, context } = api;
  const tracer = trace.getTracer(library);
  return {
    count: counterOf(api.metrics.getMeter(library), own),
    span: (of, key, work) => {
      const span = tracer.startSpan(names[of], {
        attributes: { "redis_cache.prefix": prefix, "redis_cache.key": key },
      });
      // No SDK makes spans of it, and each hit comes here.
      if (!trace.isSpanContextValid(span.spanContext())) return work(nobody);
      return context.with(trace.setSpan(context.active(), span), async () => {
        try {
          return await work((outcome) => span.setAttribute("redis_cache.outcome", outcome));
        } catch (error) {
          span.recordException(error as Error);
          span.setStatus({ code: errorStatus, message: (error as Error).message });
          throw error;
        } finally {
          span.end();
        }
      });
    },
  };
}

/** The names of metrics are those of contract 12. */
function counterOf(meter: Meter, own: Attributes): (event: CacheEvent) => void {
  const counter = (name: string, description: string) => {
    const made = meter.createCounter(`redis_cache.${name}`, { description });
    return (attributes: Attributes = {}) => made.add(1, { ...own, ...attributes });
  };
  const hits = counter("hits", "Values served from the cache");
  const misses = counter("misses", "Reads that found nothing to serve");
  const loads = counter("loads", "Calls of a loader");
  const fills = counter("refused", "Values that were not stored, or must not be shared");
  const unreadable = counter("unreadable", "Entries that could not be read");
  const errors = counter("errors", "Steps in Redis that failed");
  const invalidations = counter("invalidations", "Calls of delete and invalidate");
  const duration = meter.createHistogram("redis_cache.load.duration", {
    description: "Time that loaders took",
    unit: "s",
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  let isOpen = 0;
  meter
    .createObservableGauge("redis_cache.breaker.open", { description: "1 while Redis is left alone" })
    .addCallback((result) => result.observe(isOpen, own));
  return (event) => {
    switch (event.type) {
      case "hit":
        return hits({ stale: event.stale });
      case "miss":
        return misses();
      case "load":
        duration.record(event.ms / 1000, { ...own, outcome: event.outcome });
        return loads({ outcome: event.outcome });
      case "refused":
        return fills({ reason: event.reason });
      case "unreadable":
        return unreadable();
      case "error":
        return errors({ kind: event.kind, step: event.step });
      case "breaker":
        isOpen = event.state === "open" ? 1 : 0;
        return;
      case "invalidated":
        return invalidations({ outcome: event.outcome });
    }
  };
}

function installedApi(): Api | undefined {
  try {
    return createRequire(__filename)("@opentelemetry/api") as Api;
  } catch {
    return undefined;
  }
}
