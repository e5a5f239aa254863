import fc from "fast-check";
import { estimate, planFor, tableFor } from "../../capacity";
import { bytes, maxmemoryBytes, parseStack, warnings } from "../../configs";
import { demands } from "./arbitraries";

const server = { engine: "redis" as const, version: "8.2" as const };
const { table } = tableFor(server)!;
const planned = (demand: Parameters<typeof planFor>[0]) => planFor(demand, estimate(table, demand.shape), server);
const stackOf = (settings: unknown) => parseStack({ instances: { cache: settings } });

it("gives settings that their reader takes without a warning, and that leave room for all that is planned", () => {
  fc.assert(
    fc.property(demands, (demand) => {
      const { settings, memory, data, volumeBytes } = planned(demand);
      if (!settings) return expect(memory.limit).toBeGreaterThan(bytes("1024Gi"));
      const stack = stackOf(settings);
      const { cache } = stack.instances;
      expect(warnings(stack)).toEqual([]);
      expect(maxmemoryBytes(cache!)).toBe(memory.maxmemory);
      expect(memory.maxmemory).toBeGreaterThan(data.dataBytes * (1 + demand.growth));
      const { maxmemory, copyOnWrite, fragmentation, backlog, clientBuffers } = memory;
      expect(bytes(cache!.memory.limit)).toBeGreaterThanOrEqual(
        maxmemory + copyOnWrite + fragmentation + backlog + clientBuffers,
      );
      if (demand.persistent) expect(bytes(cache!.storage.size)).toBe(volumeBytes);
    }),
    { numRuns: 300 },
  );
});

const demand = {
  ...{ opsPerSecond: 50_000, writeShare: 0.1, clients: 100, outageSeconds: 60, growth: 0.2, persistent: true },
  shape: {
    kind: "strings" as const,
    keys: 10e6,
    keyBytes: 20,
    valueBytes: 500,
    elements: 1,
    fieldBytes: 10,
    expiring: 0,
  },
};

it("has room for the hash table's doubling where the data grow into it, and not elsewhere", () => {
  const [within, beyond] = [0.6, 0.7].map((growth) => planned({ ...demand, growth }));
  const grown = (plan: typeof within) => plan!.memory.maxmemory - plan!.data.dataBytes * (1 + plan!.demand.growth);
  expect(grown(beyond) - grown(within)).toBeGreaterThan(beyond!.data.doublingBytes - 2 ** 21);
});

it("sizes the backlog by the writes of an outage", () => {
  expect(planned({ ...demand, outageSeconds: 600 }).memory.backlog / planned(demand).memory.backlog).toBeCloseTo(10, 1);
  expect(planned({ ...demand, writeShare: 0 }).memory.backlog).toBe(4 * 2 ** 20);
});

it("says when one master is too little, and gives no settings where no node could hold it", () => {
  expect(planned({ ...demand, opsPerSecond: 1e6 }).nodes.clusterBecause).toContain("100000 writes a second");
  expect(planned({ ...demand, opsPerSecond: 1e6 }).nodes.replicas).toBe(12);
  const huge = planned({ ...demand, shape: { ...demand.shape, keys: 2e9 } });
  expect(huge.nodes.clusterBecause).toContain("200 GiB");
  expect(huge.settings).toBeUndefined();
});
