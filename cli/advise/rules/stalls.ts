import type { AdviceRule } from "./advice";

const longFork = 1;

/** All clients of a node wait while it copies its page tables for a child. */
export const forksAreLong: AdviceRule = ({ nodes }) => {
  const [longest] = nodes
    .filter(({ forkSeconds }) => forkSeconds >= longFork)
    .sort((a, b) => b.forkSeconds - a.forkSeconds);
  if (!longest) return [];
  return [
    {
      seen: `the last fork at ${longest.name} took ${longest.forkSeconds.toFixed(1)} s`,
      why: "no client is served meanwhile",
      act: "divide the data among several instances; some virtual machines fork slowly (redis.io: Latency)",
    },
  ];
};

/** Said by a rule of its own. */
const otherwise = ["fork"];

const longStall = 1000;

/** What each event of the latency monitor asks for, by the beginning of its name. */
const remedies: readonly (readonly [event: RegExp, act: string])[] = [
  [
    /^command/,
    "find it in the slow log, and replace it: SCAN for KEYS, parts of large collections, several small scripts",
  ],
  [/^fast-command/, "give it a core: cpu.limit, or fewer programs on its machine"],
  [/^(aof|rdb)/, "a faster storage.class, or nothing else that writes to the same disk"],
  [/^expire/, "spread expiries: many keys that are written together should not all expire together"],
  [/^evict/, "smaller keys: one that is evicted is freed as a whole"],
  [/^active-defrag/, "write a lower active-defrag-cycle-max below extra.redis"],
];

/** By the server's own latency monitor, which knows more than commands. */
export const monitorSeesStalls: AdviceRule = ({ nodes }) =>
  nodes.flatMap(({ name, stalls }) => {
    const long = stalls.filter(({ event, ms }) => ms >= longStall && !otherwise.includes(event));
    return long.map(({ event, ms }) => ({
      seen: `${name} stood still for ${(ms / 1000).toFixed(1)} s in the last hour: ${event}`,
      why: "no client is served meanwhile, and after sentinel.downAfter the master is replaced",
      act: remedies.find(([known]) => known.test(event))?.[1] ?? `\`LATENCY HISTORY ${event}\` says when`,
    }));
  });

/** The server waits for its disk: it delays writes, so that no more than two seconds of them can be lost. */
export const disksAreSlow: AdviceRule = ({ nodes, settings }) => {
  const slow = nodes.filter(({ delayedFsyncs }) => delayedFsyncs > 0);
  if (slow.length === 0 || settings.persistence.mode === "none") return [];
  const counts = slow.map(({ name, delayedFsyncs }) => `${delayedFsyncs} at ${name}`).join(", ");
  return [
    {
      seen: `writes waited for the append-only file to reach the disk: ${counts}`,
      why: "clients that write wait as long as the disk does",
      act: "a faster storage.class, or nothing else that writes to the same disk",
    },
  ];
};
