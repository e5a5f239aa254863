import type { FaultKind } from "./errors";

export type Step = "read" | "acquire" | "fill" | "drop" | "set" | "invalidate" | "owed";

/** What the cache reports as it happens (contract 12). */
export type CacheEvent =
  | { type: "hit"; key: string; stale: boolean }
  | { type: "miss"; key: string }
  | { type: "load"; key: string; ms: number; outcome: "stored" | "refused" | "unstored" | "failed" }
  | { type: "refused"; key: string; reason: "lease" | "tags" | "size" }
  | { type: "unreadable"; key: string; reason: string }
  | { type: "error"; kind: FaultKind; step: Step; message: string }
  | { type: "breaker"; state: "open" | "closed" }
  | { type: "invalidated"; keys: number; tags: number; outcome: "done" | "owed" | "failed" };

/** What the connection reports, from createClient. */
export interface ConnectionEvent {
  type: "connection";
  change: "credentials" | "authority" | "certificate" | "problem";
  /** Which file it is about. */
  file?: string;
  message: string;
}
