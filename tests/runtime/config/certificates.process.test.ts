import { X509Certificate } from "node:crypto";
import { rmSync } from "node:fs";
import { connect } from "node:tls";
import { missingCertificates } from "../../../cli/secrets/certificates";
import type { TlsSecrets } from "../../../configs";
import { requestHandOver, settle, startUnderLoad, steady, writesGoOn } from "../../failure/scenario";
import type { Cluster, ClusterNode } from "../../support/cluster";
import { closeClusters, createCluster, startCluster } from "../../support/cluster";
import { issueDated } from "../../support/dated-certificates";

afterEach(closeClusters);

const names = ["127.0.0.1", "localhost"];
const input = { tls: { enabled: true, clientCertificates: "required" } } as const;

function filesOf({ ca, cert, key }: Partial<TlsSecrets>): Record<string, string> {
  return { "ca.crt": ca!, "tls.key": key!, "tls.crt": cert! };
}

/** Of the certificate that a node shows; empty where it shows none. */
function serialOf({ port }: ClusterNode, { ca, cert, key }: Partial<TlsSecrets>): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, ca, cert, key }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once("error", () => resolve(""));
  });
}

async function allShowAnother(cluster: Cluster, secrets: Partial<TlsSecrets>, old: string): Promise<void> {
  await cluster.waitFor("every node shows the new certificate", async () => {
    const serials = await Promise.all(cluster.nodes.map((node) => serialOf(node, secrets)));
    return new Set(serials).size === 1 && serials[0] !== old && serials[0] !== "";
  });
}

/** As on Kubernetes, where an exporter reads them. */
const withMetrics = (text: string) => text.replace(/^METRICS=.*$/m, "METRICS='yes'");

/** Another certificate of the same authority. */
const renew = ({ ca, caKey }: Partial<TlsSecrets>) => missingCertificates(names, { ca, caKey });

const pids = (nodes: readonly ClusterNode[]) => nodes.map((node) => node.serverPid());

test("a renewed certificate counts for every new connection, under load: no Redis starts again, no write fails", async () => {
  const first = await missingCertificates(names, undefined);
  const scenario = await startUnderLoad({ input, tls: filesOf(first) });
  const { cluster, load } = scenario;
  const [servers, master, old] = [pids(cluster.redis), await cluster.master(), await serialOf(cluster.home, first)];
  const renewed = { ...first, ...(await renew(first)) };
  for (const node of cluster.redis) node.edit("config", "instance.env", withMetrics);
  for (const node of cluster.nodes) node.write("tls", filesOf(renewed));

  await allShowAnother(cluster, renewed, old);

  expect(await settle(scenario)).toBe(master);
  expect(pids(cluster.redis)).toEqual(servers);
  await cluster.waitFor("the metric is that of the new one", async () => {
    const end = await master.askAs("app", "GET", "redis-cache:node:certificate-end");
    return Number(end) * 1000 === Date.parse(new X509Certificate(renewed.cert!).validTo);
  });
  expect(load.refused).toEqual({});
  for (const sentinel of cluster.sentinels) expect(sentinel.events("certificates")).toHaveLength(1);
});

/** Of each node, how often it has left files aside for that reason. */
function timesLeftAside(nodes: readonly ClusterNode[], reason: RegExp): number[] {
  return nodes.map((node) => node.events("refused").filter((line) => reason.test(line)).length);
}

test("files that cannot be used are left aside by all, with the reason, until others come: nothing ends", async () => {
  const first = await missingCertificates(names, undefined);
  const other = await missingCertificates(names, undefined);
  const scenario = await startUnderLoad({ input, tls: filesOf(first) });
  const { cluster, load } = scenario;
  const renewed = { ...first, ...(await renew(first)) };
  const faults: [files: Record<string, string>, reason: RegExp][] = [
    [await issueDated(first, -7200, -3600), /ends=20.*tls\.crt ended at 20\d\d-\d\d-\d\dT/],
    [await issueDated(first, 3600, 7200), /tls\.crt is not valid before 20\d\d-/],
    [{ "tls.crt": renewed.cert!, "tls.key": first.key! }, /tls\.key: .*key values mismatch/],
    [{ "tls.crt": "no certificate\n" }, /Failed to load certificate: tls\.crt/],
    [{ "tls.key": "" }, /tls\.key is missing or empty/],
    [filesOf({ ...other, ca: first.ca }), /certificate verify failed/],
  ];
  for (const node of cluster.redis) node.edit("config", "instance.env", withMetrics);
  const [servers, old] = [pids(cluster.nodes), await serialOf(cluster.home, first)];
  for (const [files, reason] of faults) {
    for (const node of cluster.nodes) node.write("tls", { ...filesOf(first), ...files });
    await cluster.waitFor(`all say ${reason.source}`, () =>
      timesLeftAside(cluster.nodes, reason).every((times) => times > 0),
    );
    for (const node of cluster.nodes)
      expect(node.probe("ready.sh")).toEqual({ passes: true, says: expect.stringMatching(/left aside/) as string });
  }
  await cluster.waitFor(
    "the metric counts them",
    async () => (await cluster.home.askAs("app", "GET", "redis-cache:node:refused")) === "1",
  );
  expect(pids(cluster.nodes)).toEqual(servers);
  expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
  await settle(scenario);

  for (const node of cluster.nodes) node.write("tls", filesOf(renewed));
  await allShowAnother(cluster, renewed, old);
  await settle(scenario);
  for (const node of cluster.nodes) expect(node.probe("ready.sh")).toEqual({ passes: true, says: "" });
  expect(load.refused).toEqual({});
});

test("a node that starts keeps the files from before, and a new one waits until there are some that can be used", async () => {
  const first = await missingCertificates(names, undefined);
  const cluster = await startCluster({ input, tls: filesOf(first) });
  const ended = await issueDated(first, -7200, -3600);
  const some = [cluster.node("replica-0"), cluster.node("sentinel-0")];
  for (const node of some) {
    node.write("tls", ended);
    await node.stop();
    node.start();
  }
  await cluster.waitHealthy();
  expect(timesLeftAside(some, /ended at/).every((times) => times > 0)).toBe(true);

  for (const node of some) {
    await node.stop();
    rmSync(node.path("run", "tls"), { recursive: true });
    node.start();
  }
  const waits = (node: ClusterNode) => /left aside: .* ended at/.test(node.probe("ready.sh").says);
  await cluster.waitFor("they wait", () => some.every(waits));
  expect(pids(some)).toEqual([undefined, undefined]);
  for (const node of some) expect(node.probe("alive.sh").passes).toBe(true);
  for (const node of some) node.write("tls", filesOf({ ...first, ...(await renew(first)) }));
  await cluster.waitHealthy();
});

test("Sentinels that would leave no majority go on with the old certificate until enough others answer", async () => {
  const first = await missingCertificates(names, undefined);
  const cluster = await startCluster({ input, tls: filesOf(first) });
  const [away, ...others] = cluster.sentinels;
  const [servers, old] = [pids(others), await serialOf(cluster.home, first)];
  await away!.stop();
  const renewed = { ...first, ...(await renew(first)) };
  for (const node of cluster.nodes) node.write("tls", filesOf(renewed));
  const waits = (node: ClusterNode) => node.events("waiting").some((line) => line.includes("once enough other ones"));
  await cluster.waitFor("both wait", () => others.every(waits));
  expect(pids(others)).toEqual(servers);

  away!.start();
  await allShowAnother(cluster, renewed, old);
  await cluster.waitHealthy();
  for (const node of others) expect(node.events("certificates")).toHaveLength(1);
});

test("where the certificate in use has ended, readiness says so, and the next one that is mounted heals all", async () => {
  const first = await missingCertificates(names, undefined);
  const cluster = await startCluster({ input, tls: await issueDated(first, -60, 120) });
  const says = (nodes: readonly ClusterNode[]) => nodes.map((node) => node.probe("ready.sh").says);
  await cluster.waitFor("all say so", () =>
    says(cluster.nodes).every((text) => /certificate (is not trusted|in use has ended)/.test(text)),
  );
  for (const node of cluster.nodes) node.write("tls", filesOf({ ...first, ...(await renew(first)) }));
  await cluster.waitFor("all are ready", () => cluster.nodes.every((node) => node.probe("ready.sh").passes));
});

describe("another authority", () => {
  /** Two authorities with a certificate each; clients trust both from the beginning. */
  async function startWithTwo() {
    const [first, second] = await Promise.all([1, 2].map(() => missingCertificates(names, undefined)));
    const both = `${first!.ca}\n${second!.ca}`;
    const cluster = await createCluster({
      input: { tls: { enabled: true, clientCertificates: "off" } },
      tls: { ...filesOf(first!), "ca.crt": both },
      environment: steady,
    });
    const write = (files: Record<string, string>) => cluster.nodes.forEach((node) => node.write("tls", files));
    write({ "ca.crt": first!.ca! });
    cluster.start();
    await cluster.waitHealthy();
    return { cluster, load: await cluster.writeLoad(), first: first!, second: second!, both, write };
  }

  const timesRead = (node: ClusterNode) =>
    node.events("configured").filter((line) => line.includes("tls-cert-file")).length;

  test("comes beside the old one, then certificates of it, then the old one goes: no Redis starts again, no write fails", async () => {
    const { cluster, load, second, both, write } = await startWithTwo();
    const servers = pids(cluster.redis);
    const steps = [{ "ca.crt": both }, filesOf({ ...second, ca: both }), { "ca.crt": second.ca! }];
    for (const [index, files] of steps.entries()) {
      const before = pids(cluster.sentinels);
      write(files);
      const read = () => cluster.redis.every((node) => timesRead(node) > index);
      await cluster.waitFor("every Redis has read them", read);
      const started = () => pids(cluster.sentinels).every((pid, i) => pid !== undefined && pid !== before[i]);
      await cluster.waitFor("every Sentinel has started", started);
      await cluster.waitHealthy();
    }
    expect(pids(cluster.redis)).toEqual(servers);
    // New connections between all nodes.
    expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
    await settle({ cluster, load });
    expect(load.refused).toEqual({});
  });

  test("that comes to all at once is refused, the servers go on, and all take it when they start", async () => {
    const { cluster, load, first, second, write } = await startWithTwo();
    write(filesOf(second));
    await cluster.waitFor("all say so", () => cluster.nodes.every((node) => node.events("refused").length > 0));
    await writesGoOn({ cluster, load });
    write(filesOf(first));
    await settle({ cluster, load });
    expect(load.refused).toEqual({});
    expect(cluster.home.events("refused").join()).toMatch(/no longer reach .*cache-replica-1/);

    write(filesOf(second));
    await cluster.stop();
    cluster.start();
    await cluster.waitHealthy();
    await allShowAnother(cluster, second, await serialOf(cluster.home, first));
  });
});
