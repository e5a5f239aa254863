import { connect } from "node:net";
import { expectEverywhere, write } from "../../failure/scenario";
import { closeClusters, startCluster } from "../../support/cluster";

afterEach(closeClusters);

test("all Sentinel state lost while everything was off: the freshest node becomes master, not a stale one", async () => {
  const cluster = await startCluster();
  await write(cluster, "old");
  await cluster.node("replica-0").stop();
  await write(cluster, "new");
  await cluster.stop();
  for (const sentinel of cluster.sentinels) sentinel.wipe();

  cluster.start();
  await cluster.waitHealthy();
  await expectEverywhere(cluster, "new");
});

test("a Sentinel's volume lost: it comes back watching the master in force", async () => {
  const cluster = await startCluster();
  await cluster.waitReady();
  cluster.home.kill("server");
  await cluster.waitFor("another master", async () => {
    const [master] = await cluster.masters();
    return master !== undefined && master !== cluster.home;
  });
  await cluster.waitHealthy();

  const sentinel = cluster.node("sentinel-1");
  await sentinel.stop();
  sentinel.wipe();
  sentinel.start();
  await cluster.waitFor("it watches the right master", async () => {
    const view = await sentinel.sentinelMaster(cluster.context.masterName);
    return `${view?.ip}:${view?.port}` === (await cluster.master()).address;
  });
  expect(sentinel.events("adopt").at(-1)).toContain("2 other Sentinels name it");
});

test("changed settings count at the next start of a Sentinel, its memory kept", async () => {
  const cluster = await startCluster();
  const sentinel = cluster.node("sentinel-0");
  const before = await sentinel.sentinelMaster(cluster.context.masterName);
  await sentinel.stop();
  sentinel.edit("config", "sentinel.conf", (text) => text.replace(/(down-after-milliseconds \S+) \d+/, "$1 4000"));
  sentinel.edit("config", "instance.env", (text) => text.replace(/QUORUM=\d+/, "QUORUM=3"));
  sentinel.start();
  await cluster.waitHealthy();

  const after = await sentinel.sentinelMaster(cluster.context.masterName);
  expect(after).toMatchObject({ "down-after-milliseconds": "4000", quorum: "3", ip: before?.ip, port: before?.port });
  expect(sentinel.events("adopt")).toHaveLength(1);
});

test("a replica lets a backup's copy begin at once, though a sync of a node would wait for its promotion", async () => {
  const cluster = await startCluster();
  const replica = cluster.node("replica-0");
  const delayBecomes = (seconds: string) =>
    cluster.waitFor(`a delay of ${seconds} s`, async () => {
      const [, delay] = await replica.ask<string[]>("CONFIG", "GET", "repl-diskless-sync-delay");
      return delay === seconds;
    });
  await delayBecomes("60");
  const copy = connect({ host: "127.0.0.1", port: replica.port }).resume();
  copy.write(`AUTH replication ${cluster.passwords.replication}\r\nREPLCONF capa eof\r\n`);
  await cluster.waitFor("both are answered", () => copy.bytesRead === "+OK\r\n+OK\r\n".length);
  copy.write("PSYNC ? -1\r\n");
  await delayBecomes("0");
  await cluster.waitFor("the copy begins", () => copy.bytesRead > 100);
  copy.destroy();
  await delayBecomes("60");
});

test("a sync waits for others to share it, but not where only one replica is missing", async () => {
  const cluster = await startCluster();
  const replicas = [cluster.node("replica-0"), cluster.node("replica-1")];
  const delayBecomes = (seconds: string) =>
    cluster.waitFor(`a delay of ${seconds} s`, async () => {
      const [, delay] = await cluster.home.ask<string[]>("CONFIG", "GET", "repl-diskless-sync-delay");
      return delay === seconds;
    });
  await delayBecomes("0");
  await cluster.stop(replicas);
  await delayBecomes("1");
  cluster.start(replicas);
  await delayBecomes("0");
  await cluster.waitHealthy();
});
