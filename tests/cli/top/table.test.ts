import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import type { InstanceSample, NodeSample } from "../../../cli/top/sample";
import { slowCommands } from "../../../cli/top/sample";
import { askingText, hitRate, topText } from "../../../cli/top/table";

const node = (name: string, more: Partial<NodeSample>): NodeSample => ({
  ...{ name, host: "127.0.0.1", port: 6380, offset: 5_000_000_000, usedMemory: 1_023 * 2 ** 20, maxmemory: 2 ** 30 },
  ...{ opsPerSecond: 123_456, hits: 999, misses: 1, clients: 10_000, maxclients: 10_000, slow: [] },
  ...more,
});

const sample: InstanceSample = {
  instance: "cache",
  masterName: "redis-cache",
  redis: [
    node("cache-master-0", { role: "master" }),
    node("cache-replica-10", { role: "replica", follows: "127.0.0.1:6380", linked: true, offset: 1 }),
    { name: "cache-replica-1", host: "127.0.0.1", port: 6382, error: "connect ECONNREFUSED 127.0.0.1:6382" },
  ],
  sentinels: [],
};

const linesOf = (text: string) => stripVTControlCharacters(text).split("\n");

it("fits a terminal of 80 columns with large numbers", () => {
  const lines = linesOf(topText(sample));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines[2]).toMatch(/^cache-master-0 +master +123456 +99 % +1023 Mi +99 % +10000 +0$/);
  expect(lines.join("\n")).toContain("✖ cache-replica-1 does not answer: connect ECONNREFUSED 127.0.0.1:6382");
});

it("names the nodes while they are asked for the first time, in the places where they stay", () => {
  const [, head, ...rows] = linesOf(askingText("cache", sample.redis));
  expect(head).toContain("ops/s");
  expect(rows.map((line) => line.trim())).toEqual(
    sample.redis.map(({ name }) => expect.stringMatching(`^${name} +asked …$`) as string),
  );
});

it("says that slow commands are unknown where the node does not show them", () => {
  expect(
    linesOf(topText({ ...sample, redis: [node("cache-master-0", { role: "master", slow: undefined })] }))[2],
  ).toMatch(/ \?$/);
});

it("shows the slowest commands of all nodes first", () => {
  const slow = [12, 999.94, 5, 30].map((ms) => ({ at: 0, ms, command: `KEYS ${ms}` }));
  const lines = linesOf(topText({ ...sample, redis: [node("cache-master-0", { role: "master", slow })] }));
  expect(lines.slice(-3)).toEqual([
    "slow: 999.9 ms  KEYS 999.94  (cache-master-0)",
    "slow: 30.0 ms  KEYS 30  (cache-master-0)",
    "slow: 12.0 ms  KEYS 12  (cache-master-0)",
  ]);
});

it("has a hit rate between none and all, whether or not the server has started again", () => {
  const counts = fc.record({ hits: fc.nat(1e9), misses: fc.nat(1e9) });
  fc.assert(
    fc.property(counts, fc.option(counts, { nil: undefined }), (now, before) => {
      const rate = hitRate(node("a", now), before && node("a", before));
      return rate === undefined || (rate >= 0 && rate <= 1);
    }),
  );
  expect(hitRate(node("a", { hits: 5, misses: 5 }), node("a", { hits: 5, misses: 5 }))).toBeUndefined();
  expect(hitRate(node("a", { hits: 8, misses: 6 }), node("a", { hits: 5, misses: 5 }))).toBe(0.75);
  // It has started again: all counts are new.
  expect(hitRate(node("a", { hits: 1, misses: 3 }), node("a", { hits: 5, misses: 5 }))).toBe(0.25);
});

it("keeps slow commands of the last minute, with their first argument only, on one line", () => {
  const entries = [
    [3, 1_000, 20_500, ["SET", "user:1", "secret", "EX", "60"], "127.0.0.1:1", ""],
    [2, 990, 11_000, ["KEYS", "a\nb"], "127.0.0.1:1", ""],
    [1, 939, 90_000, ["FLUSHALL"], "127.0.0.1:1", ""],
  ] satisfies Parameters<typeof slowCommands>[0];
  expect(slowCommands(entries, 1_000.5)).toEqual([
    { at: 1_000, ms: 20.5, command: "SET user:1 (3 more)" },
    { at: 990, ms: 11, command: "KEYS a\\nb" },
  ]);
});
