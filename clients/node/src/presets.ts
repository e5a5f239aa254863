import { refused } from "./errors";

export type Seconds = number;

/** Ranges of the three common uses: 30 min to 2 h, 5 to 15 min, 1 to 24 h. */
export type Preset = "session" | "catalogue" | "aggregate";

/** How long an entry is fresh. An endless one has to be asked for. */
export type Ttl = { ttl: Seconds | Preset; forever?: undefined } | { forever: true; ttl?: undefined };

/** Shortest and longest, in milliseconds. */
const presets: Readonly<Record<Preset, readonly [number, number]>> = {
  session: [1_800_000, 7_200_000],
  catalogue: [300_000, 900_000],
  aggregate: [3_600_000, 86_400_000],
};

const longestSeconds = 366 * 24 * 3600;
const wayOut = 'Give seconds ({ ttl: 300 }), a preset ("session", "catalogue", "aggregate") or { forever: true }';

/** Draws the life of an entry in milliseconds; 0 is endless. */
export type DrawTtl = (random: number) => number;

/**
 * Checks a TTL once, to be drawn for each entry (contract 6).
 *
 * @throws CacheError of kind `argument`
 */
export function ttlOf({ ttl, forever }: Ttl, jitter: number): DrawTtl {
  if (forever !== undefined) {
    if (forever !== true || ttl !== undefined) throw refused("forever", forever, `stands beside a ttl`, wayOut);
    return () => 0;
  }
  if (typeof ttl === "string" && Object.hasOwn(presets, ttl)) {
    const [min, max] = presets[ttl];
    return (random) => Math.floor(min + random * (max - min));
  }
  const ms = millisecondsOf("ttl", ttl, 0.001);
  return (random) => Math.max(1, Math.floor(ms * (1 - jitter * random)));
}

/** Whole milliseconds of a number of seconds; refuses what is no duration. */
export function millisecondsOf(name: string, seconds: unknown, least: number): number {
  if (typeof seconds !== "number" || !(seconds >= least && seconds <= longestSeconds)) {
    throw refused(name, seconds, `is not a number of seconds from ${least} to ${longestSeconds}`, wayOut);
  }
  return Math.floor(seconds * 1000);
}
