import { existsSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { type LeadingKind, leadingKinds } from "../../configs";
import { type Cluster, closeClusters, type ClusterNode, createCluster } from "../support/cluster";
import { testsNames } from "../support/cluster/host-names";
import { proxySettled, proxyView } from "../support/cluster/proxy-view";
import { NameServer } from "../support/name-server";

afterEach(closeClusters);

const inputOf = (kind: LeadingKind) => ({ proxy: { kind, hold: "5m" } }) as const;

describe.each(leadingKinds)("%s", (kind) => {
  test("a proxy that is there before any node is not ready, and keeps who comes until there is a master", async () => {
    const cluster = await createCluster({ input: inputOf(kind) });
    cluster.start([cluster.proxy!]);
    await cluster.waitFor("it runs", async () => (await proxyView(cluster)).named === "none");
    expect(await proxyView(cluster)).toMatchObject({ ready: "false", sentinels: "0/3" });
    const client = new Redis({ ...cluster.plainOptions(), retryStrategy: () => null, enableReadyCheck: false });
    const written = client.connect().then(() => client.set("early", "1"));
    await delay(500); // Longer than a refusal takes; it is still waiting.
    cluster.start();
    expect(await written).toBe("OK");
    client.disconnect();
    await proxySettled(cluster);
  });

  test("everything stops and starts at once: what had a value has it through the proxy", async () => {
    const cluster = await createCluster({ input: inputOf(kind) });
    cluster.start();
    await cluster.waitHealthy();
    await proxySettled(cluster);
    await through(cluster, (client) => client.set("kept", "1"));
    await cluster.stop();
    cluster.start();
    await cluster.waitFor("it runs", async () => (await proxyView(cluster)).ready !== "silent");
    expect(await through(cluster, (client) => client.get("kept"))).toBe("1");
    await cluster.waitHealthy();
    await proxySettled(cluster);
  });
});

const testWithNames = testsNames() ? test : test.skip;

testWithNames(
  "no name server answers while the proxy begins, and reads its files anew: it knows where nodes are",
  async () => {
    const names = await NameServer.open();
    const cluster = await createCluster({ input: inputOf("haproxy"), names: true });
    const proxy = cluster.proxy!;
    proxy.edit("config", "haproxy.cfg", (text) =>
      text.replace("parse-resolv-conf", `nameserver own 127.0.0.1:${names.port}`),
    );
    cluster.start();
    await cluster.waitHealthy();
    await proxySettled(cluster);
    await cluster.waitFor("all are written down", () => writtenDown(proxy) === lookedUp(proxy));
    await names.close();

    proxy.kill("script");
    await cluster.waitFor("another start", () => proxy.events("start").length === 2);
    await proxySettled(cluster);
    proxy.edit("config", "haproxy.cfg", (text) => `${text}# changed\n`);
    await cluster.waitFor("another reading", () => proxy.events("configured").length === 1);
    await proxySettled(cluster);
    expect(await through(cluster, (client) => client.set("kept", "1"))).toBe("OK");
  },
);

/** Servers of the proxy that have a name. */
function lookedUp(proxy: ClusterNode): number {
  return [...readFileSync(proxy.path("config", "haproxy.cfg"), "utf8").matchAll(/ resolvers dns /g)].length;
}

/** Servers whose address the proxy keeps for its next start. */
function writtenDown(proxy: ClusterNode): number {
  const file = proxy.path("run", "servers");
  return existsSync(file) ? [...readFileSync(file, "utf8").matchAll(/ 127\.0\.0\.1 .*\.redis\.test /g)].length : 0;
}

async function through<T>(cluster: Cluster, ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ ...cluster.plainOptions(), lazyConnect: false });
  client.on("error", () => {}); // It connects again.
  try {
    return await ask(client);
  } finally {
    client.disconnect();
  }
}
