import { Redis } from "ioredis";
import { withRivals } from "../../../benchmarks/proxy/moves/rivals";
import { requestHandOver } from "../../failure/scenario";
import { shareScenario } from "../../failure/shared-scenario";
import { deployedCluster } from "../../support/deployed-cluster";

const shared = shareScenario();

test("each rival leads its clients to the master, and in the end to the one after it", async () => {
  const { cluster } = shared();
  await withRivals(deployedCluster(cluster), async (urls) => {
    const ports = Object.values(urls).map((url) => Number(new URL(url).port));
    expect(new Set(ports).size).toBe(3);
    const old = await cluster.master();
    await allLeadTo(urls, old.port);
    expect(await requestHandOver(cluster, old)).toContain(" done ");
    await allLeadTo(urls, (await cluster.master()).port);
  });
});

/** Not at once: HAProxy takes a node for up until a check of it has failed. */
async function allLeadTo(urls: Record<string, string>, port: number): Promise<void> {
  for (const [name, url] of Object.entries(urls)) {
    const leads = async () => (await portBehind(url).catch(() => 0)) === port;
    await shared().cluster.waitFor(`${name} leads to port ${port}`, leads);
  }
}

/** Of the node that answers a new connection. */
async function portBehind(url: string): Promise<number> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return Number(/^tcp_port:(\d+)/m.exec(await client.info("server"))?.[1]);
  } finally {
    client.disconnect();
  }
}
