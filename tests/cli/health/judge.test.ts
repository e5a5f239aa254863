import { judge } from "../../../cli/health/judge";
import type { InstanceView, RedisView, SentinelView } from "../../../cli/health/observe";

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

it("finds nothing where all agree", () => {
  expect(judge(view())).toEqual([]);
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
])("finds %s", (_, change, problem) => {
  expect(judge(view(change))).toContain(problem);
});
