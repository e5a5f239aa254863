import { nodeFacts } from "../../../cli/advise/look";

const at = (seconds: number, more: Record<string, string> = {}) => ({
  ...{
    run_id: "a",
    server_time_usec: String(seconds * 1e6),
    maxmemory_policy: "allkeys-lru",
    uptime_in_seconds: "100",
  },
  ...more,
});
const node = { name: "cache-master-0", host: "127.0.0.1", port: 6379, role: "master", config: { "io-threads": "4" } };

it("takes rates from two looks", () => {
  const before = { info: at(10, { keyspace_hits: "100", keyspace_misses: "10", master_repl_offset: "1000" }) };
  const info = at(20, {
    keyspace_hits: "180",
    keyspace_misses: "30",
    master_repl_offset: "6000",
    db0: "keys=3,expires=1,avg_ttl=0",
    db7: "keys=4,expires=2,avg_ttl=0",
  });
  expect(nodeFacts(before, { ...node, info })).toMatchObject({
    ...{ reads: 10, hitRate: 0.8, written: 500, keys: 7, expiring: 3, ioThreads: 4, evictions: 0, fragmentation: 0 },
  });
});

it("takes those of a node that was started in between since its start", () => {
  const before = { info: at(10, { keyspace_hits: "1000" }) };
  const info = at(20, { run_id: "b", keyspace_hits: "40", uptime_in_seconds: "4" });
  expect(nodeFacts(before, { ...node, info })).toMatchObject({ reads: 10, hitRate: 1 });
});

it("knows no hit rate without look-ups", () => {
  expect(nodeFacts({ info: at(10) }, { ...node, info: at(20) }).hitRate).toBeUndefined();
});
