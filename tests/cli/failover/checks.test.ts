import type { CheckOptions } from "../../../cli/failover/checks";
import { checkHandOver } from "../../../cli/failover/checks";
import type { Look, Told } from "../../../cli/failover/look";

const host = "127.0.0.1";
type Fields = Record<string, string>;

const node = (name: string, port: number, fields: Fields): Told => ({ name, host, port, fields });
const silent = (told: Told): Told => ({ ...told, fields: {}, error: "refused" });
const change = (told: Told, fields: Fields): Told => ({ ...told, fields: { ...told.fields, ...fields } });

const master = node("cache-master-0", 1, {
  role: "master",
  master_repl_offset: "1000",
  slave0: `ip=${host},port=2,state=online,offset=990,lag=0`,
  slave1: `ip=${host},port=3,state=online,offset=900,lag=1`,
});
const replica = (index: number): Told =>
  node(`cache-replica-${index}`, index + 2, {
    role: "slave",
    master_host: host,
    master_port: "1",
    master_link_status: "up",
    master_sync_in_progress: "0",
    slave_priority: "100",
    slave_repl_offset: "995",
  });
const sentinel = (index: number): Told =>
  node(`cache-sentinel-${index}`, index + 10, { ip: host, port: "1", flags: "master" });

const [first, second] = [replica(0), replica(1)];
const sentinels = [0, 1, 2].map(sentinel);
const healthy: Look = { redis: [master, first, second], sentinels };
const options: CheckOptions = { maxLagSeconds: 10, isAsked: () => Promise.resolve(false) };

it("passes where all is well, and names those that can take over in the script's order", async () => {
  const { passed, checks, candidates } = await checkHandOver(healthy, options);
  expect(checks.map(({ found }) => found)).toEqual([
    "cache-master-0",
    "3 of 3",
    "cache-master-0, marked as down by none",
    "none",
    "cache-replica-0, 5 B behind; cache-replica-1, 5 B behind",
  ]);
  expect(passed).toBe(true);
  expect(candidates).toEqual([first, second]);
});

it("passes where a Sentinel has not connected to the master yet", async () => {
  const late = change(sentinels[0]!, { flags: "master,disconnected" });
  const { passed } = await checkHandOver({ ...healthy, sentinels: [late, ...sentinels.slice(1)] }, options);
  expect(passed).toBe(true);
});

it("passes with a silent Sentinel, a silent replica, and a replica that cannot take over", async () => {
  const seen = { redis: [master, silent(first), second], sentinels: [silent(sentinels[0]!), ...sentinels.slice(1)] };
  expect(await checkHandOver(seen, options)).toMatchObject({ passed: true, candidates: [second] });
});

it.each<[string, Partial<Look>, Partial<CheckOptions>, RegExp]>([
  [
    "no master",
    { redis: [silent(master), first, second] },
    {},
    /^role = cache-master-0 silent, cache-replica-0 slave, .*: 0 nodes are master\.\nFix: wait/,
  ],
  ["two masters", { redis: [master, { ...master, name: "other" }] }, {}, /: 2 nodes are master/],
  [
    "no majority of Sentinels",
    { sentinels: [silent(sentinels[0]!), silent(sentinels[1]!), sentinels[2]!] },
    {},
    /^Sentinels that answer = 1 of 3: no majority could vote \(cache-sentinel-0: refused; .*Fix: start/s,
  ],
  [
    "a Sentinel that names another",
    { sentinels: [sentinels[0]!, sentinels[1]!, change(sentinels[2]!, { port: "2" })] },
    {},
    /^cache-sentinel-2: master = 127\.0\.0\.1:2: it names another master than cache-master-0/,
  ],
  [
    "a Sentinel that marks it as down",
    { sentinels: [change(sentinels[0]!, { flags: "s_down,master" }), ...sentinels.slice(1)] },
    {},
    /^cache-sentinel-0: flags = s_down,master: it marks cache-master-0 as down/,
  ],
  [
    "a failover",
    { sentinels: [change(sentinels[0]!, { "failover-state": "wait_promotion" }), ...sentinels.slice(1)] },
    {},
    /^cache-sentinel-0: failover-state = wait_promotion: it fails over/,
  ],
  [
    "another request",
    {},
    { isAsked: (name) => Promise.resolve(name === master.name) },
    /^cache-master-0: a hand-over has been asked for/,
  ],
  [
    "a name that no node has",
    {},
    { to: "cache-replica-7" },
    /^--to = cache-replica-7: no node has this name\.\nFix: choose one of cache-replica-0, cache-replica-1\./,
  ],
  ["the master itself", {}, { to: "cache-master-0" }, /^--to = cache-master-0: it is the master already/],
  [
    "a broken link",
    { redis: [master, change(first, { master_link_status: "down" }), second] },
    { to: "cache-replica-0" },
    /^cache-replica-0: master_link_status = down: it gets no writes\.\nFix: .* or leave --to out\./,
  ],
  [
    "a replica that is not in sync",
    { redis: [master, change(first, { slave_priority: "0" }), second] },
    { to: "cache-replica-0" },
    /^cache-replica-0: slave_priority = 0: /,
  ],
  [
    "a replica of another node",
    { redis: [master, change(first, { master_port: "3" }), second] },
    { to: "cache-replica-0" },
    /^cache-replica-0: master_host = 127\.0\.0\.1: it does not follow cache-master-0/,
  ],
  [
    "a lag above the bound, everywhere",
    { redis: [change(master, { slave0: `ip=${host},port=2,state=online,offset=1,lag=11` }), first, silent(second)] },
    {},
    /^cache-replica-0: lag = 11 s: is too old: master\.maxLag is 10 s.*\n.*\ncache-replica-1: does not answer: refused/,
  ],
])("refuses with %s", async (_, seen, asked, reason) => {
  const { passed, checks } = await checkHandOver({ ...healthy, ...seen }, { ...options, ...asked });
  expect(passed).toBe(false);
  const reasons = checks.flatMap((check) => check.reason ?? []);
  expect(reasons).toEqual([expect.stringMatching(reason)]);
});
