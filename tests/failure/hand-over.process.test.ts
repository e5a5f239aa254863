import { keyValues } from "../../cli/failover/answer";
import { runtimeScripts } from "../../runtime";
import { closeClusters, createCluster } from "../support/cluster";
import { ask, toRecord } from "../support/cluster/ask";
import { encryptedOptions } from "../support/cluster/encrypted";
import { OccasionalWriters } from "../support/cluster/occasional-writers";
import { isTrapped, stepTrap, trapStep } from "../support/cluster/step-trap";
import {
  freeze,
  requestHandOver,
  settle,
  startUnderLoad,
  startWithSlowSentinels,
  steady,
  thaw,
  writesGoOn,
} from "./scenario";

afterEach(closeClusters);

test("SIGTERM of the master: another one before it ends, no write refused, none lost; the log says how", async () => {
  const { cluster, load } = await startUnderLoad();
  const old = await cluster.master();
  await old.stop();
  expect(old.exits.at(-1)).toEqual({ code: 0, signal: null });
  const master = await cluster.master();
  expect(load.refused).toEqual({});
  old.start();
  expect(await settle({ cluster, load })).toBe(master);

  const [line = ""] = old.events("hand-over");
  expect(keyValues(line)).toMatchObject({
    cause: "stop",
    from: old.name,
    to: master.name,
    epoch: "2",
    step: "stop-8",
  });
  expect(
    keyValues(line)
      .votes?.split(" ")
      .filter((vote) => vote.endsWith(":yes")),
  ).toHaveLength(3);
  expect(keyValues(line).offsets).toContain(`${master.name}:slave:`);
  expect(old.events("crashed")).toEqual([]);
});

test("hand-overs on request: to any, to a named node and back, while the old master goes on as a replica", async () => {
  const { cluster, load } = await startUnderLoad();
  const { home } = cluster;
  const first = await requestHandOver(cluster, home);
  expect(first).toMatch(/^request-\d+ done cause=request from=\S+ to=cache-replica-0 /);
  await settle({ cluster, load });

  const second = await requestHandOver(cluster, cluster.node("replica-0"), "cache-replica-1");
  expect(keyValues(second)).toMatchObject({ to: "cache-replica-1", epoch: "3" });
  await settle({ cluster, load });

  const third = await requestHandOver(cluster, cluster.node("replica-1"));
  expect(keyValues(third)).toMatchObject({ to: home.name, epoch: "4" });
  expect(await settle({ cluster, load })).toBe(home);
  expect(load.refused).toEqual({});
  expect(cluster.redis.flatMap((node) => node.exits)).toEqual([]);
});

test("clients that are idle when a hand-over begins: no write is answered with an error", async () => {
  const { cluster, load } = await startUnderLoad({ input: { master: { minReplicasToWrite: 1 } } });
  const occasional = new OccasionalWriters(cluster, 60);
  await occasional.start();
  for (let i = 0; i < 5; i++) {
    await requestHandOver(cluster, await cluster.master());
    await settle({ cluster, load });
  }
  await occasional.stop();
  expect(occasional.written).toBeGreaterThan(500);
  expect(occasional.refused).toEqual([]);
});

test("a hand-over that takes long costs no full sync: the old master sends no more pings, which count as writes", async () => {
  // Its watchdog must not end the old master before this test, which may be late, goes on.
  const patient = runtimeScripts()["fence.sh"]!.replace("sleep 2 &", "sleep 120 &");
  const { cluster, load } = await startUnderLoad({ scripts: { ...stepTrap(), "fence.sh": patient } });
  const [old, next, other] = [cluster.home, cluster.node("replica-0"), cluster.node("replica-1")];
  const fullSyncs = async () => {
    const counts = cluster.redis.map(async (node) => Number((await node.info("stats")).sync_full));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  };
  const before = await fullSyncs();
  trapStep(old, "stop-5", "STOP");
  const answer = requestHandOver(cluster, old, next.name);
  await cluster.waitFor("the script stands still", () => isTrapped(old));
  await cluster.waitFor("a ping is due", async () => Number((await other.info()).master_last_io_seconds_ago) >= 1);
  old.kill("script", "SIGCONT");
  expect(await answer).toContain(" done ");
  expect(await settle({ cluster, load })).toBe(next);
  expect(await fullSyncs()).toBe(before);
  expect(load.refused).toEqual({});
  // As a master again it pings as before.
  await requestHandOver(cluster, next, old.name);
  await settle({ cluster, load });
  expect(await old.ask("CONFIG", "GET", "repl-ping-replica-period")).toEqual(["repl-ping-replica-period", "1"]);
});

test("a request that cannot be met is refused with its reason, and nothing changes", async () => {
  const { cluster, load } = await startUnderLoad();
  const { home } = cluster;
  expect(await requestHandOver(cluster, cluster.node("replica-0"))).toContain(
    'refused role=slave reason="this node is not master"',
  );
  expect(await requestHandOver(cluster, home, "cache-replica-7")).toContain(
    'reason="cache-replica-7 is none of the nodes"',
  );
  await cluster.node("replica-1").stop();
  expect(await requestHandOver(cluster, home, "cache-replica-1")).toMatch(
    / refused .*cache-replica-1 is not a replica in sync/,
  );
  cluster.node("replica-1").start();
  expect(await settle({ cluster, load })).toBe(home);
});

test("kill -9 of the master's server: its script hands over at once, then ends", async () => {
  const { cluster, load } = await startUnderLoad();
  const old = await cluster.master();
  old.kill("server");
  await cluster.waitFor("the script has ended", () => old.exits.length === 1);
  expect(old.exits[0]).toEqual({ code: 137, signal: null });
  const master = await settle({ cluster, load });
  expect(master).not.toBe(old);
  expect(keyValues(old.events("hand-over")[0] ?? "")).toMatchObject({
    cause: "crash",
    to: master.name,
    step: "crash-7",
  });
});

test("TLS with client certificates on every connection: stop, request and crash", async () => {
  const encrypted = await encryptedOptions();
  const { cluster, load } = await startUnderLoad({
    ...encrypted,
    input: { ...encrypted.input, master: { minReplicasToWrite: 1 } },
  });
  await cluster.home.stop();
  cluster.home.start();
  const second = await settle({ cluster, load });
  expect(await requestHandOver(cluster, second)).toContain(" done ");
  const third = await settle({ cluster, load });
  expect(load.refused).toEqual({});
  third.kill("server");
  expect(await settle({ cluster, load })).not.toBe(third);
});

test("min-replicas-to-write 1: the new master takes writes at once", async () => {
  const { cluster, load } = await startUnderLoad({ input: { master: { minReplicasToWrite: 1 } } });
  const old = await cluster.master();
  await old.stop();
  old.start();
  const second = await settle({ cluster, load });
  expect(load.refused).toEqual({});
  second.kill("server");
  await settle({ cluster, load });
  expect(Object.keys(load.refused).filter((reason) => reason.includes("NOREPLICAS"))).toEqual([]);
});

test("all nodes are restarted, the master at the same moment as a replica: no write is refused", async () => {
  const { cluster, load } = await startUnderLoad();
  const restart = async (name: string) => {
    const node = cluster.node(name);
    await node.stop();
    node.start();
    await cluster.waitFor(`${name} is back`, async () => (await node.info()).master_link_status === "up");
  };
  const replicas = async () => {
    for (const name of ["replica-1", "replica-0"]) await restart(name);
  };
  await Promise.all([restart("master-0"), replicas()]);
  await settle({ cluster, load });
  expect(load.refused).toEqual({});
});

test("the replicas are stopped at once: the last one in sync stays until another is back", async () => {
  const { cluster, load } = await startUnderLoad();
  const [first, last] = ["replica-1", "replica-0"].map((name) => cluster.node(name));
  const stops = [first!, last!].map((node) => node.stop());
  await stops[0];
  await writesGoOn({ cluster, load });
  expect(last!.events("awaited")).toHaveLength(1);
  first!.start();
  await stops[1];
  last!.start();
  await settle({ cluster, load });
  expect(load.refused).toEqual({});
});

test("no command was denied, after a stop, a request, a crash and a failover by the Sentinels", async () => {
  const cluster = await createCluster({ environment: steady });
  const auditor = "user auditor on #<app> resetkeys resetchannels -@all +acl|log\n";
  for (const node of cluster.nodes) node.edit("config", "users.acl.tmpl", (text) => text + auditor);
  cluster.start();
  await cluster.waitReady();
  const load = await cluster.writeLoad();
  await cluster.home.stop();
  cluster.home.start();
  const second = await settle({ cluster, load });
  await requestHandOver(cluster, second);
  const third = await settle({ cluster, load });
  third.kill("server");
  const fourth = await settle({ cluster, load });
  freeze(fourth);
  await cluster.waitFor("another master", async () => (await cluster.masters()).some((node) => node !== fourth));
  thaw(fourth);
  await settle({ cluster, load });
  for (const { port, tls } of cluster.nodes) {
    const login = { port, user: "auditor", password: cluster.passwords.app, tls };
    const denied = (await ask<string[][]>(login, "ACL", ["LOG"])).map((entry) => toRecord(entry).object);
    // redis-cli asks for the commands' help when it reads from a pipe.
    expect(denied.filter((object) => !["command", "command|docs"].includes(object ?? ""))).toEqual([]);
  }
});

test("a poison command kills no node faster than the Sentinels would: a new master does not hand over", async () => {
  const { cluster, load } = await startUnderLoad({ environment: { STEADY_SECONDS: "3600" } });
  await cluster.waitReady();
  await requestHandOver(cluster, cluster.home);
  const second = await settle({ cluster, load });
  second.kill("server");
  await cluster.waitFor("it leaves that to them", () => second.events("no-hand-over").length > 0);
  expect(second.events("no-hand-over").at(-1)).toContain("became master less than 3600 s ago");
  const third = await settle({ cluster, load });
  expect(third).not.toBe(second);
  expect(second.events("hand-over")).toEqual([]);
});

test("the Sentinels do not vote (an engine that has changed): one of them is asked to fail over", async () => {
  const { cluster, load } = await startUnderLoad();
  for (const sentinel of cluster.sentinels) {
    await sentinel.stop();
    sentinel.edit("config", "users.acl.tmpl", (text) =>
      text.replace(/^(user ops .*) \+sentinel\|is-master-down-by-addr/m, "$1"),
    );
    sentinel.start();
    await cluster.waitReady();
  }
  const answer = await requestHandOver(cluster, cluster.home, "cache-replica-1");
  expect(answer).toContain(" done ");
  expect(cluster.home.events("fall-back").at(-1)).toContain("only 0 of 3 Sentinels voted");
  expect((await settle({ cluster, load })).name).toBe("cache-replica-1");
  expect(load.refused).toEqual({});
});

// How a busy machine ends the race of script and Sentinels is for the benchmark to tell.
test("the master's server stands still: its script ends it and hands over, before the Sentinels do", async () => {
  const { cluster, load } = await startWithSlowSentinels();
  const old = await cluster.master();
  old.kill("server", "SIGSTOP");
  await cluster.waitFor("the script has ended it", () => old.events("hung").length === 1);
  const master = await settle({ cluster, load });
  expect(keyValues(old.events("hand-over").at(-1) ?? "")).toMatchObject({
    cause: "crash",
    to: master.name,
    step: "crash-7",
  });
  expect(cluster.sentinels.map((node) => node.log()).join("")).not.toContain("+elected-leader");
});
