import { mkdirSync, rmSync } from "node:fs";
import { instanceOf } from "../../../cli/health/deployed";
import { readLeftAside } from "../../../cli/health/left-aside";
import { observe } from "../../../cli/health/observe";
import { missingCertificates } from "../../../cli/secrets/certificates";
import type { InstanceSecrets, TlsSecrets } from "../../../configs";
import type { Cluster } from "../../support/cluster";
import { closeClusters, startCluster } from "../../support/cluster";
import { issueDated } from "../../support/dated-certificates";

afterEach(closeClusters);

/** What `redis-cache status` shows: of each node the kinds and the reasons. */
async function leftAside({ context, passwords }: Cluster, tls?: Partial<TlsSecrets>): Promise<string[]> {
  const secrets = { ...passwords, ...(tls && { tls }) } as unknown as InstanceSecrets;
  const instance = instanceOf(context, secrets, context.settings.replicas.min);
  const found = await readLeftAside(instance, await observe(instance));
  return found.map(({ node, what, reason }) => `${node} ${what} ${reason}`);
}

test("passwords and data that a node leaves aside are noted by way of the master, and no more once that is over", async () => {
  const cluster = await startCluster();
  const [replica, sentinel] = [cluster.node("replica-0"), cluster.node("sentinel-0")];
  expect(await leftAside(cluster)).toEqual([]);

  replica.mount({ exporter: "\n" });
  sentinel.mount({ app: "\n" });
  mkdirSync(replica.path("data", "unreadable-20261129T000000Z"));
  await cluster.waitFor("both are noted", async () => (await leftAside(cluster)).length === 3);
  expect(await leftAside(cluster)).toEqual([
    expect.stringMatching(/^cache-replica-0 files the password file of user exporter is missing, or its first line/),
    expect.stringMatching(
      /^cache-replica-0 data the server could not read what is now in .*unreadable-20261129T000000Z$/,
    ),
    expect.stringMatching(/^cache-sentinel-0 files the password file of user app is missing, or its first line/),
  ]);

  replica.mount({ exporter: cluster.passwords.exporter });
  sentinel.mount({ app: cluster.passwords.app });
  rmSync(replica.path("data", "unreadable-20261129T000000Z"), { recursive: true });
  await cluster.waitFor("no note is left", async () => (await leftAside(cluster)).length === 0);
});

test("certificates that have ended are noted by every node", async () => {
  const first = await missingCertificates(["127.0.0.1", "localhost"], undefined);
  const files = { "ca.crt": first.ca!, "tls.crt": first.cert!, "tls.key": first.key! };
  const input = { tls: { enabled: true, clientCertificates: "required" } } as const;
  const cluster = await startCluster({ input, tls: files });
  const ended = await issueDated(first, -7200, -3600);
  for (const node of cluster.nodes) node.write("tls", { ...files, ...ended });
  await cluster.waitFor(
    "all have noted it",
    async () => (await leftAside(cluster, first)).length === cluster.nodes.length,
  );
  for (const line of await leftAside(cluster, first)) expect(line).toMatch(/ files .*tls\.crt ended at 20/);

  for (const node of cluster.nodes) node.write("tls", files);
  await cluster.waitFor("no note is left", async () => (await leftAside(cluster, first)).length === 0);
});
