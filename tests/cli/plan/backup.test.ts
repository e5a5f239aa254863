import { demandBy } from "../../../cli/plan/backup";
import { ofData, planFor } from "../../../capacity";

const options = {
  ...{ shape: "strings" as const, value: 100, keyLength: 20, field: 10, expiring: 0, ops: 1_000, writes: 0.1 },
  ...{ clients: 10, outage: 60_000, growth: 0.5 },
};

it("plans by what a drill's server took, whatever the keys hold", () => {
  const drill = { keys: 1_000_000, memory: 2 ** 30 };
  const demand = demandBy(drill, options);
  expect(demand.shape).toMatchObject({ keys: drill.keys, valueBytes: Math.round(2 ** 30 / 1e6) - 20 });
  const { memory } = planFor(demand, ofData(drill.memory, drill.keys), { engine: "redis", version: "7.0" });
  expect(memory.maxmemory).toBeGreaterThan(1.5 * 2 ** 30);
  expect(memory.maxmemory).toBeLessThan(1.6 * 2 ** 30);
});

it("takes a backup of few keys too", () => {
  expect(demandBy({ keys: 1, memory: 2 ** 20 }, options).shape.keys).toBe(1);
  expect(() => demandBy({ keys: 0, memory: 2 ** 20 }, options)).toThrow("holds no keys");
});
