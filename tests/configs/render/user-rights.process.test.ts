import fc from "fast-check";
import type { Redis, RedisOptions } from "ioredis";
import { hasFineRules } from "../../../configs/acl/facts";
import { renderInstance } from "../../../configs/render";
import type { InstanceInput } from "../../../configs";
import { contextOf, serverInput } from "../../support/contexts";
import { redisFiles, sentinelFiles, testPassword } from "../../support/node-files";
import type { RedisProcess } from "../../support/redis-process";
import { startServer, stopServers } from "../../support/redis-process";
import type { InstalledServer } from "../../support/servers";
import { label, testServers } from "../../support/servers";

const all = testServers().map((server) => [label(server), server] as const);
const fine = all.filter(([, server]) => hasFineRules(server));

const users = {
  app: { grants: ["flushdb", "keys", "sort", "clientList", "restore", "slowlog", "latency"] },
  reports: { keys: ["orders:*"], readOnly: true, channels: [], grants: ["keys"] },
  worker: { keys: ["jobs:*"], channels: ["news:*"], commands: ["+@read", "+@write", "+@pubsub", "-del"] },
  plain: {},
} satisfies InstanceInput["users"];

afterEach(stopServers);

describe.each(all)("on %s", (_, server) => {
  test("user app does what it was granted, and nothing that breaks a node", async () => {
    const { ask, askSentinel } = await start(server, { users });
    await ask("app", "SET orders:1 one");
    await ask("app", "RPUSH list 3 1 2");
    expect(await ask("app", "SORT list")).toEqual(["1", "2", "3"]);
    expect(await ask("app", "KEYS orders:*")).toEqual(["orders:1"]);
    expect(await ask("app", "CLIENT LIST")).toContain("user=app");
    expect(await ask("app", "SLOWLOG GET")).toEqual([]);
    expect(await ask("app", "LATENCY LATEST")).toEqual([]);
    // No dump, but the right to give one.
    expect(await ask("app", "RESTORE copy 0 x")).toMatch(/DUMP payload|Bad data format/);
    expect(await ask("app", "FLUSHDB")).toBe("OK");
    for (const user of ["app", "plain", "worker", "reports"]) {
      for (const command of breaking) expect([command, await ask(user, command)]).toEqual([command, refused]);
      expect(await askSentinel(user, "SENTINEL masters")).toEqual([expect.anything()]);
      expect(await askSentinel(user, "SENTINEL reset *")).toMatch(/NOPERM/);
      for (const to of [ask, askSentinel]) expect(await to(user, "PUBLISH __sentinel__:hello x")).toEqual(denied);
    }
    for (const user of ["plain", "worker", "reports"]) expect(await ask(user, "FLUSHDB")).toEqual(denied);
  });

  test("a reader reads its keys, and writes none, be it by a script", async () => {
    const { ask } = await start(server, { users });
    await ask("app", "SET orders:1 one");
    await ask("app", "PFADD orders:seen a b");
    expect(await ask("reports", "GET orders:1")).toBe("one");
    expect(await ask("reports", "PFCOUNT orders:seen")).toBe(2);
    expect(await ask("reports", "KEYS *")).toEqual(expect.arrayContaining(["orders:1"]));
    expect(await ask("reports", "EVAL return(redis.call('get',KEYS[1])) 1 orders:1")).toBe("one");
    for (const command of ["SET orders:1 x", "DEL orders:1", "GETDEL orders:1", "GET jobs:1", "PUBLISH news:1 x"]) {
      expect([command, await ask("reports", command)]).toEqual([command, denied]);
    }
    expect(await ask("reports", "EVAL return(redis.call('set',KEYS[1],'x')) 1 orders:1")).toMatch(
      /can't run|NOPERM|ACL/,
    );
    expect(await ask("reports", "GET orders:1")).toBe("one");
  });

  test("a user has its commands, keys and channels, what clients greet with, and no more", async () => {
    const { ask, listener } = await start(server, { users });
    for (const command of ["SET jobs:1 a", "PING", "CLIENT SETNAME worker", "SELECT 0", "ROLE", "PUBLISH news:1 x"]) {
      expect([command, await ask("worker", command)]).not.toEqual([command, denied]);
    }
    for (const command of ["DEL jobs:1", "SET orders:1 a", "PUBLISH other x", "EVAL return(1) 0", "MULTI"]) {
      expect([command, await ask("worker", command)]).toEqual([command, denied]);
    }
    await expect(listener("worker").psubscribe("news:*")).resolves.toBe(1);
    await expect(listener("worker").psubscribe("*")).rejects.toThrow(/NOPERM/);
    expect(await ask("worker-b", "SET jobs:1 b")).toBe("OK");
  });
});

test.each(all)("on %s to subscribe is a command like others", async (_, server) => {
  const users = { read: { commands: ["+@read"] }, one: { commands: ["+@all", "-psubscribe"] }, mute: { channels: [] } };
  const { listener } = await start(server, { users });
  const outcome = (done: Promise<unknown>) => done.catch(({ message }: Error) => message);
  for (const user of ["read", "mute"]) expect(await outcome(listener(user).subscribe("news"))).toEqual(denied);
  expect(await outcome(listener("read").psubscribe("*"))).toEqual(denied);
  expect(await outcome(listener("one").subscribe("news"))).toBe(1);
  expect(await outcome(listener("one").psubscribe("*"))).toEqual(denied);
});

test.each(fine)("on %s keys may be for reading or writing only", async (_, server) => {
  const halves = { readKeys: ["in:*"], writeKeys: ["out:*"] };
  const { ask } = await start(server, { users: { pipe: halves } });
  await ask("app", "SET in:1 one");
  expect(await ask("pipe", "GET in:1")).toBe("one");
  expect(await ask("pipe", "SET out:1 two")).toBe("OK");
  expect(await ask("pipe", "COPY in:1 out:2")).toBe(1);
  for (const command of ["SET in:1 x", "GET out:1", "GET other"]) expect(await ask("pipe", command)).toEqual(denied);
});

test.each(all)("on %s no channel of Sentinel is open to a user of all but a few", async (_, server) => {
  const { ask } = await start(server, { users: { near: { channels: ["_*"] }, wide: {} } });
  const names = fc
    .tuple(fc.nat({ max: prefix.length }), fc.stringMatching(/^[a-z_:@]{0,3}$/))
    .map(([n, rest]) => prefix.slice(0, n) + rest)
    .filter((name) => name !== "");
  await fc.assert(
    fc.asyncProperty(names, async (name) => {
      const isSentinels = name.startsWith(prefix);
      expect(await ask("wide", `PUBLISH ${name} x`)).toEqual(isSentinels ? denied : 0);
      expect(await ask("near", `PUBLISH ${name} x`)).toEqual(isSentinels || !name.startsWith("_") ? denied : 0);
    }),
    { numRuns: 200, examples: [["_"], ["__sentinel__"], ["__sentinel__:hello"], ["__keyevent@0__:expired"]] },
  );
});

const prefix = "__sentinel__:";
const denied = expect.stringMatching(/NOPERM/) as unknown;
// From 7.0 on DEBUG is off for everybody.
const refused = expect.stringMatching(/NOPERM|DEBUG command not allowed/) as unknown;

const breaking = [
  ...["CONFIG GET masterauth", "CONFIG SET maxmemory 1", "REPLICAOF NO ONE", "SHUTDOWN NOSAVE", "DEBUG SLEEP 1"],
  ...["ACL SETUSER worker +@all", "ACL LIST", "MODULE LIST", "CLIENT KILL TYPE replica", "CLIENT PAUSE 1000"],
  ...["MONITOR", "SAVE", "BGSAVE", "PSYNC ? -1", "SYNC", "FLUSHALL", "SWAPDB 0 1", "MIGRATE h 1 k 0 1", "FAILOVER"],
];

type Ask = (user: string, command: string) => Promise<unknown>;

interface Started {
  ask: Ask;
  askSentinel: Ask;
  /** A connection that may subscribe. */
  listener: (user: string) => Redis;
}

/** A master, and a Sentinel that watches it. */
async function start(server: InstalledServer, input: InstanceInput): Promise<Started> {
  const context = contextOf({ server: serverInput(server), master: { minReplicasToWrite: 0 }, ...input });
  const files = renderInstance(context);
  const node = await startServer(server, { files: redisFiles(files), main: "run.conf" });
  const sentinel = await startServer(server, { files: sentinelFiles(files), main: "run.conf", sentinel: true });
  return { ask: askOf(node), askSentinel: askOf(sentinel), listener: (user) => node.connect(optionsOf(user)) };
}

function optionsOf(username: string): RedisOptions {
  return { username, password: testPassword(username), protocol: 2, enableReadyCheck: false };
}

/** A connection a user; a denial is an answer too. */
function askOf(node: RedisProcess): Ask {
  const connections = new Map<string, Redis>();
  return async (username, command) => {
    const client = connections.get(username) ?? node.connect(optionsOf(username));
    connections.set(username, client);
    const [name = "", ...words] = command.split(" ");
    return client.call(name, ...words).catch((error: Error) => error.message);
  };
}
