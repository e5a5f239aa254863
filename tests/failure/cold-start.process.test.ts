import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster, ClusterNode } from "../support/cluster";
import { closeClusters, startCluster } from "../support/cluster";
import { expectEverywhere, requestHandOver, sentinelFlags, steady, write } from "./scenario";

afterEach(closeClusters);

const sentinels = ["sentinel-0", "sentinel-1", "sentinel-2"];

test("all killed or stopped at once and started in every order of kinds: the newest write is everywhere", async () => {
  const cluster = await startCluster({ environment: steady });
  const kinds: Record<string, ClusterNode[]> = {
    master: [cluster.home],
    replicas: cluster.redis.slice(1),
    sentinels: cluster.sentinels,
  };
  for (const [i, order] of orders(Object.keys(kinds)).entries()) {
    await write(cluster, order.join(" "));
    await (i % 2 === 0 ? killAll(cluster) : cluster.stop());
    for (const kind of order) {
      cluster.start(kinds[kind]);
      await cluster.waitFor("they answer", async () => (await Promise.all(kinds[kind]!.map(answers))).every(Boolean));
    }
    await cluster.waitHealthy();
    await expectEverywhere(cluster, order.join(" "));
  }
});

test("the named master is closed for so long, as by its loading, that the Sentinels mark it as down: it becomes master all the same", async () => {
  const cluster = await startCluster({ environment: steady });
  const { home } = cluster;
  await write(cluster, "before");
  await killAll(cluster);
  cluster.start(cluster.redis);
  await cluster.waitFor("it is closed", () => home.events("closed").length > 0);
  home.kill("script", "SIGSTOP");
  cluster.start(cluster.sentinels);
  // It says that it is a replica; after down-after and two looks, 20 s, a Sentinel takes it to be down.
  await cluster.waitFor("they mark it as down", async () =>
    (await sentinelFlags(cluster)).every((flags) => flags.includes("o_down")),
  );
  home.kill("script", "SIGCONT");
  await cluster.waitHealthy();
  expect(await cluster.master()).toBe(home);
  await expectEverywhere(cluster, "before");
});

describe("all killed at once, volumes missing", () => {
  test.each([
    ["the master's", ["master-0"]],
    ["a replica's", ["replica-0"]],
    ["a Sentinel's", ["sentinel-1"]],
    ["those of all Sentinels and the master: the freshest node becomes master", [...sentinels, "master-0"]],
  ])("%s", async (_, names) => {
    const cluster = await startCluster({ environment: steady });
    await write(cluster, "before");
    await killAll(cluster);
    for (const name of names) cluster.node(name).wipe();
    cluster.start();
    await cluster.waitHealthy();
    await expectEverywhere(cluster, "before");
  });
});

describe("all killed at once, one volume put back to an older copy", () => {
  test.each(["master-0", "replica-0"])("%s, started first", async (name) => {
    const cluster = await startCluster({ environment: steady });
    const stale = cluster.node(name);
    await write(cluster, "old");
    await stale.stop();
    const putBack = keepCopy(stale);
    stale.start();
    await cluster.waitHealthy();
    await write(cluster, "new");
    await killAll(cluster);
    putBack();
    stale.start();
    await cluster.waitFor("it answers", () => answers(stale));
    cluster.start();
    await cluster.waitHealthy();
    await expectEverywhere(cluster, "new");
  });
});

describe("the Sentinels have lost their state and count epochs from 0 again", () => {
  test("the data of the master that took over since is newer than that of the one before", async () => {
    const { cluster, before } = await startAnew();
    const replica = cluster.node("replica-0");
    expect(await requestHandOver(cluster, cluster.home, replica.name)).toContain(" done ");
    await cluster.waitHealthy();
    await cluster.home.stop();
    await write(cluster, "after");
    await stopAndForget(cluster);
    cluster.start();
    await cluster.waitHealthy();
    await expectEverywhere(cluster, "after");
    expect(epochOf(replica)).toBeGreaterThan(before);
  });

  test("the master reminds them of the epoch that the nodes have reached", async () => {
    const { cluster, before } = await startAnew();
    await cluster.waitFor("all count on", async () => {
      const views = await Promise.all(cluster.sentinels.map((node) => node.sentinelMaster(cluster.context.masterName)));
      return views.every((view) => Number(view?.["config-epoch"]) >= before);
    });
    await cluster.waitHealthy();
  });
});

test("the named master does not come back: the freshest of the others takes its place, and it follows later", async () => {
  const cluster = await startCluster({ environment: steady });
  await write(cluster, "before");
  await killAll(cluster);
  const others = cluster.nodes.filter((node) => node !== cluster.home);
  cluster.start(others);
  await cluster.waitHealthy();
  const master = await cluster.master();
  expect(master.events("hand-over").at(-1)).toContain("cause=absence from=cache-master-0");
  await write(cluster, "after");
  cluster.home.start();
  await cluster.waitHealthy();
  expect(await cluster.master()).toBe(master);
  await expectEverywhere(cluster, "after");
});

test("scaled to 0 with the master on the last replica, then up with fewer: the freshest of these takes its place", async () => {
  const cluster = await startCluster({ environment: steady, input: { replicas: { min: 2, max: 4 } } });
  const last = cluster.node("replica-3");
  const [leaving, staying] = [cluster.redis.slice(3), cluster.redis.slice(0, 3)];
  expect(await requestHandOver(cluster, cluster.home, last.name)).toContain(" done ");
  await cluster.waitHealthy();
  await write(cluster, "before");
  await Promise.all(leaving.concat(staying).map((node) => node.end()));
  cluster.start(staying);
  await cluster.waitHealthy();
  await expectEverywhere(cluster, "before");
});

test("damaged data: moved aside and taken anew from the master; with no other master the node stays closed", async () => {
  const cluster = await startCluster({ environment: steady });
  await write(cluster, "before");
  const node = cluster.node("replica-1");
  for (const [i, harm] of harms.entries()) {
    await node.stop();
    damage(node, harm);
    node.start();
    await cluster.waitFor("the data is moved aside", () => node.events("moved-aside").length === i + 1);
    await cluster.waitHealthy();
  }
  await expectEverywhere(cluster, "before");

  await killAll(cluster);
  damage(cluster.home, harms[0]!);
  cluster.home.start();
  cluster.start(cluster.sentinels);
  await cluster.waitFor("it says why it stays down", () =>
    cluster.home.log().includes("data of this node cannot be read"),
  );
  cluster.start();
  await cluster.waitHealthy();
  await expectEverywhere(cluster, "before");
});

/** An instance in a later epoch than its Sentinels know of, and that epoch. */
async function startAnew(): Promise<{ cluster: Cluster; before: number }> {
  const cluster = await startCluster({ environment: steady });
  await write(cluster, "before");
  await stopAndForget(cluster);
  cluster.start();
  await cluster.waitHealthy();
  await expectEverywhere(cluster, "before");
  const master = await cluster.master();
  expect(master).toBe(cluster.home);
  return { cluster, before: epochOf(master) };
}

async function stopAndForget(cluster: Cluster): Promise<void> {
  await cluster.stop();
  for (const node of cluster.sentinels) node.wipe();
}

function epochOf(node: ClusterNode): number {
  return Number(readFileSync(node.path("data", "node.state"), "utf8").split(" ")[0]);
}

function orders<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/** As a loss of power does; the state files are from up to a second before. */
async function killAll(cluster: Cluster): Promise<void> {
  await Promise.all(cluster.nodes.map((node) => node.end()));
}

async function answers(node: ClusterNode): Promise<boolean> {
  return /PONG|MASTERDOWN|LOADING/.test(await node.ask("PING").catch((error: Error) => error.message));
}

/** A copy that is said to be an hour old; returns what puts it back. */
function keepCopy(node: ClusterNode): () => void {
  node.edit("data", "node.state", (text) => {
    const [epoch, replid, offset, time] = text.split(" ");
    return `${epoch} ${replid} ${offset} ${Number(time) - 3_600} 0\n`;
  });
  return node.copyVolume();
}

/** What a power cut, a full disk or a person may leave of the files; `base` and `manifest` are their paths. */
type Harm = (files: { folder: string; base: string; manifest: string }) => void;

const harms: Harm[] = [
  ({ base }) => writeFileSync(base, "this is no data of Redis"),
  ({ manifest }) => writeFileSync(manifest, ""),
  ({ manifest }) => writeFileSync(manifest, "file appendonly.aof.1.base.rdb se"),
  ({ base }) => rmSync(base),
  ({ manifest }) => replaceByFolder(manifest),
  ({ base }) => replaceByFolder(base),
  ({ folder }) => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
  },
];

function damage(node: ClusterNode, harm: Harm): void {
  const folder = node.path("data", "appendonlydir");
  const [base = "", manifest = ""] = [".base.", ".manifest"].map((part) =>
    join(folder, readdirSync(folder).find((name) => name.includes(part)) ?? ""),
  );
  harm({ folder, base, manifest });
}

function replaceByFolder(file: string): void {
  rmSync(file);
  mkdirSync(file);
}
