/**
 * What a way to cache is asked, as lines of JSON: the process that holds it (program.ts for Node,
 * `python -m benchmarks` for Python) answers each order by its id, and asks for the value of each loader that it calls.
 */
export type Order = { id: number } & (
  | { do: "fetch"; key: string; options: WayOptions; loader?: LocalLoader }
  | { do: "delete"; key: string }
  | { do: "invalidate"; tag: string }
  | { do: "value"; name: SpecialValue }
  | { do: "storm"; keys: number; perSecond: number; ms: number; loaderMs: number }
  | { do: "hits"; key: string; count: number }
  | { do: "hot"; key: string; rounds: number }
  | { do: "outage"; count: number; ms: number }
);

/** What a program is told when it starts: its way, and where Redis is. */
export interface Start {
  way: string;
  place: Place;
}

export interface Place {
  port: number;
  username?: string;
  password?: string;
  ca?: string;
  /** A mounted Secret with all of these, for ways that read one. */
  folder?: string;
  sentinels?: { host: string; port: number }[];
  masterName?: string;
}

/** In the words of this benchmark; a way makes of them what it has. */
export interface WayOptions {
  /** Seconds; what it is not allowed to be is tried too. */
  ttl?: unknown;
  tags?: string[];
  /** Seconds after the TTL. */
  stale?: number;
  /** Refresh before the TTL is over. */
  early?: boolean;
  leaseMs?: number;
}

/** A loader that the program calls itself, instead of asking. */
export interface LocalLoader {
  value: unknown;
  ms?: number;
}

/** Values that JSON does not have, or that are hard to keep. */
export const specialValues = ["undefined", "NaN", "date", "2^53 + 1", "text"] as const;
export type SpecialValue = (typeof specialValues)[number];

export type Answer = { id: number; ms: number } & ({ value: unknown } | { error: string });

/** The program wants to know what a loader gives; it gets `LoadAnswer`. */
export interface LoadQuestion {
  load: number;
  key: string;
}
export type LoadAnswer = { load: number } & ({ value: unknown } | { error: string });

export interface Storm {
  fetches: number;
  errors: number;
  loads: number;
  /** Loads at once. */
  most: number;
}

export interface Outage {
  fetches: number;
  errors: number;
  /** Memory that is used more than after the first tenth of them. */
  kilobytes: number;
}

/** Begins each line of the protocol: others print too. */
export const mark = "@";
