import fc from "fast-check";
import type { Facts, NodeFacts } from "../../../cli/advise/rules/facts";
import { adviceFor } from "../../../cli/advise/rules";
import { maxmemoryBytes, parseStack, type InstanceInput } from "../../../configs";
import { layOver } from "../../../configs/schema/merge";
import { GiB, MiB } from "../../../configs/schema/units";
import { healthyFacts, healthyNode } from "./healthy";

const [master, replica, other] = [0, 1, 2];

/** The facts of a healthy instance, but for some of a node, or of all where `at` is undefined. */
function facts(part: Partial<NodeFacts>, at?: number, input?: InstanceInput): Facts {
  const healthy = healthyFacts(input);
  return {
    ...healthy,
    nodes: healthy.nodes.map((node, i) => (at === undefined || at === i ? { ...node, ...part } : node)),
  };
}

const subjects = (some: Facts) => adviceFor(some).map(({ subject }) => subject);

it("says nothing of a full cache that evicts", () => expect(adviceFor(healthyFacts())).toEqual([]));

it.each<[string, Facts]>([
  ["nobody asks for what was evicted", facts({ hitRate: 0.5, reads: 3 })],
  ["keys that never were are looked up, and none is evicted", facts({ hitRate: 0.1, evictions: 0 })],
  ["volatile-lru, and keys have an expiry", facts({ policy: "volatile-lru", expiring: 90_000 })],
  ["volatile-lru with a handful of keys", facts({ policy: "volatile-lru", keys: 12 })],
  ["noeviction of messages", facts({ policy: "noeviction", used: 100 * MiB }, undefined, { preset: "messaging" })],
  ["a small data set in pieces", facts({ fragmentation: 90 * MiB, used: 100 * MiB })],
  ["a large one with a few percent in pieces", facts({ fragmentation: 300 * MiB, used: 6 * GiB, maxmemory: 7 * GiB })],
  ["a single replica that is read", { ...facts({}), nodes: facts({}).nodes.slice(0, 2) }],
  [
    "one replica of two with few reads, and the other with none",
    {
      ...facts({ reads: 400 }),
      nodes: facts({ reads: 400 }).nodes.map((node, i) => ({ ...node, reads: i === other ? 0 : 400 })),
    },
  ],
  ["half of the day with a quarter of the memory used", facts({ peak: 100 * MiB, used: 100 * MiB })],
  ["delayed writes of a file that is not kept", facts({ delayedFsyncs: 2 }, other, { persistence: { mode: "none" } })],
  ["stalls that are short", facts({ stalls: [{ event: "command", ms: 400 }] }, master)],
  ["no maxmemory", facts({ maxmemory: 0, policy: "noeviction" })],
  ["no node at all", { ...facts({}), nodes: [] }],
])("is silent: %s", (_, some) => expect(adviceFor(some)).toEqual([]));

it.each<[string, Facts]>([
  ["memory", facts({ hitRate: 0.8 }, replica)],
  ["memory", facts({ policy: "noeviction", evictions: 0 }, undefined, { preset: "messaging" })],
  ["memory", facts({ uptime: 8 * 86_400, peak: 100 * MiB, used: 90 * MiB })],
  ["eviction policy", facts({ policy: "volatile-ttl" })],
  ["eviction policy", facts({ policy: "noeviction", evictions: 0, used: 400 * MiB })],
  ["fragmentation", facts({ fragmentation: 200 * MiB }, other)],
  ["copy-on-write", facts({ copyOnWrite: 300 * MiB }, replica)],
  ["backlog", facts({ written: MiB }, master)],
  ["maxclients", facts({ clients: 8_100 }, replica)],
  ["maxclients", facts({ rejected: 1 }, master)],
  ["client buffers", facts({ clientBuffers: 60 * MiB }, other)],
  ["cpu", facts({ cpu: 0.95 }, master)],
  ["hot replica", facts({ reads: 10_000 }, replica)],
  [
    "replicas",
    {
      ...facts({}),
      nodes: facts({ cpu: 0.9 }).nodes.map((node) => (node.role === "master" ? healthyFacts().nodes[0]! : node)),
    },
  ],
  ["slow commands", facts({ slow: [{ at: 0, ms: 7_000, command: "KEYS *" }] }, other)],
  ["fork", facts({ forkSeconds: 1.2 }, replica)],
  ["latency", facts({ stalls: [{ event: "expire-cycle", ms: 1_500 }] }, other)],
  ["disk", facts({ delayedFsyncs: 2 }, other)],
  ["Redis Cluster", facts({ cpu: 0.95, ioThreads: 4 }, master)],
])("speaks of %s alone, with what was seen", (subject, some) => {
  expect(subjects(some)).toEqual([subject]);
});

it("speaks of Redis Cluster where the data are too large, whatever else", () => {
  expect(subjects(facts({ used: 300 * GiB, maxmemory: 400 * GiB }))).toContain("Redis Cluster");
});

const nodes: fc.Arbitrary<NodeFacts> = fc
  .record({
    maxmemory: fc.integer({ min: 32 * MiB, max: 2 * GiB }),
    policy: fc.constantFrom("allkeys-lru", "volatile-lru", "noeviction", "volatile-random"),
    used: fc.integer({ min: MiB, max: 3 * GiB }),
    ...{ fragmentation: fc.nat(GiB), copyOnWrite: fc.nat(3 * GiB), clientBuffers: fc.nat(GiB) },
    ...{
      keys: fc.nat(1e7),
      expiring: fc.nat(1e7),
      reads: fc.nat(1e5),
      hitRate: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    ...{ evictions: fc.nat(100), cpu: fc.double({ min: 0, max: 1, noNaN: true }), ioThreads: fc.constantFrom(1, 4) },
    ...{ written: fc.nat(100 * MiB), backlog: fc.integer({ min: MiB, max: GiB }), rejected: fc.nat(2) },
    ...{ uptime: fc.nat(3e6), peak: fc.nat(2 * GiB), clients: fc.nat(20_000) },
  })
  .map((part) => ({ ...healthyNode, ...part }));

const inputs: fc.Arbitrary<InstanceInput> = fc.constantFrom<InstanceInput>(
  {},
  { memory: { limit: "8Gi" } },
  { memory: { limit: "2Gi", maxmemory: "1Gi" } },
  { preset: "messaging" },
  { persistence: { mode: "none" }, replicas: { min: 3, max: 5 } },
);

it("gives edits that the settings take, by whatever was seen, and that lower maxmemory only where that is said", () => {
  fc.assert(
    fc.property(
      inputs,
      fc.array(nodes, { minLength: 1, maxLength: 4 }),
      fc.nat(3_600),
      (input, some, outageSeconds) => {
        const named = some.map((node, i) => ({
          ...node,
          role: i === 0 ? ("master" as const) : ("replica" as const),
          name: `cache-${i}`,
        }));
        const seen: Facts = { ...healthyFacts(input), outageSeconds, nodes: named };
        for (const { edit, subject, seen: text, why, act } of adviceFor(seen)) {
          expect(text).not.toMatch(/NaN|undefined|Infinity/);
          expect(why).not.toBe("");
          if (!edit) continue;
          if (subject === "eviction policy" && input.preset === "messaging")
            throw new Error(`messages may not be evicted: ${act}`);
          const { cache } = parseStack({ instances: { cache: layOver(input, edit) } }).instances;
          if (subject !== "memory")
            expect(maxmemoryBytes(cache!)).toBeGreaterThanOrEqual(maxmemoryBytes(seen.settings));
        }
      },
    ),
    { numRuns: 300 },
  );
});
