import { judge } from "../../../cli/health/judge";
import type { InstanceView, RedisView, SentinelView } from "../../../cli/health/observe";
import type { ProxyView } from "../../../cli/health/proxy";

const host = "127.0.0.1";
const master: RedisView = { name: "cache-master-0", host, port: 1, role: "master", offset: 10 };
const replica = (index: number, change: Partial<RedisView> = {}): RedisView => ({
  name: `cache-replica-${index}`,
  host,
  port: index + 2,
  role: "replica",
  follows: `${host}:1`,
  linked: true,
  ...change,
});
const sentinel = (index: number, change: Partial<SentinelView> = {}): SentinelView => ({
  name: `cache-sentinel-${index}`,
  host,
  port: index + 20,
  master: `${host}:1`,
  masterDown: false,
  replicas: 2,
  otherSentinels: 2,
  ...change,
});

function view(change: Partial<InstanceView> = {}): InstanceView {
  const redis = [master, replica(0), replica(1)];
  return {
    instance: "cache",
    masterName: "redis-cache",
    redis,
    sentinels: [0, 1, 2].map((i) => sentinel(i)),
    ...change,
  };
}

const proxy = (change: Partial<ProxyView> = {}): ProxyView => ({
  ...{ name: "cache-proxy", host, port: 7379, readPort: 7380, healthPort: 8404 },
  ...{ named: "cache-master-0", open: true, heard: 3, sentinels: 3, newestWord: 0.2, reads: ["cache-replica-0"] },
  ...change,
});

it("finds nothing where all agree", () => {
  expect(judge(view())).toEqual([]);
  expect(judge(view({ proxies: [proxy(), proxy()] }))).toEqual([]);
  expect(judge(view({ proxies: [proxy({ shard: "cache", reads: undefined })] }))).toEqual([]);
});

it.each<[string, Partial<InstanceView>, string]>([
  ["no master", { redis: [replica(0), replica(1)] }, "no node is master"],
  [
    "two masters",
    { redis: [master, { ...master, name: "cache-replica-0", port: 2 }] },
    "cache-master-0 and cache-replica-0 are all master",
  ],
  ["a silent node", { redis: [master, { name: "x", host, port: 2, error: "refused" }] }, "x does not answer: refused"],
  [
    "a replica of another",
    { redis: [master, replica(0, { follows: `${host}:3` })] },
    "cache-replica-0 follows 127.0.0.1:3, not cache-master-0",
  ],
  ["a broken link", { redis: [master, replica(0, { linked: false })] }, "cache-replica-0 is not linked to its master"],
  [
    "another name",
    { sentinels: [sentinel(0, { master: `${host}:2`, otherSentinels: 0 })] },
    "cache-sentinel-0 names cache-replica-0 as master, not cache-master-0",
  ],
  [
    "a master marked as down",
    { sentinels: [sentinel(0, { masterDown: true, masterFlags: "s_down,master" })] },
    "cache-sentinel-0 marks the master as down (s_down,master)",
  ],
  [
    "a master marked as down in TILT",
    { sentinels: [sentinel(0, { masterDown: true, masterFlags: "s_down,master", tilted: true })] },
    "cache-sentinel-0 marks the master as down (TILT, s_down,master)",
  ],
  [
    "Sentinels that do not know each other",
    { sentinels: [sentinel(0), sentinel(1), sentinel(2, { otherSentinels: 1 })] },
    "cache-sentinel-2 knows 1 of 2 other Sentinels",
  ],
  [
    "a proxy that follows another node than the Sentinels",
    { proxies: [proxy({ named: "cache-replica-1" })] },
    "cache-proxy sends writes to cache-replica-1, but the Sentinels name cache-master-0",
  ],
  [
    "a proxy whose node is closed",
    { proxies: [proxy({ open: false })] },
    "cache-proxy keeps writes waiting: cache-master-0 does not say that it is master",
  ],
  [
    "a proxy that no majority has spoken to",
    { proxies: [proxy({ named: undefined, heard: 0 })] },
    "cache-proxy sends writes nowhere: no majority of the Sentinels has named a master to it",
  ],
  [
    "a proxy that does not hear all that answer",
    { proxies: [proxy({ heard: 2 })] },
    "cache-proxy hears 2 of 3 Sentinels that answer",
  ],
  ["a proxy without a node for reads", { proxies: [proxy({ reads: [] })] }, "cache-proxy sends reads nowhere"],
  ["a silent proxy", { proxies: [proxy({ error: "refused" })] }, "cache-proxy does not answer: refused"],
  ["a proxy without a process", { proxies: [] }, "no process of the proxy runs"],
])("finds %s", (_, change, problem) => {
  expect(judge(view(change))).toContain(problem);
});

it("blames the Sentinels, not the proxy, where they have no majority", () => {
  const sentinels = [
    sentinel(0),
    sentinel(1, { master: `${host}:2` }),
    sentinel(2, { error: "refused", master: undefined }),
  ];
  const problems = judge(view({ sentinels, proxies: [proxy({ heard: 2, named: "cache-replica-1" })] }));
  expect(problems.filter((problem) => problem.startsWith("cache-proxy"))).toEqual([]);
});
