import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { missingCertificates } from "../../cli/secrets/certificates";
import { type Connection, type ConnectionEvent, createClient } from "../../clients/node/src";
import type { TlsSecrets } from "../../configs";
import { hang, requestHandOver, steady } from "../failure/scenario";
import {
  type Cluster,
  closeClusters,
  type ClusterOptions,
  type ClusterNode,
  createCluster,
  startCluster,
} from "../support/cluster";
import { proxySettled } from "../support/cluster/proxy-view";
import { FetchLoad } from "./support/fetch-load";

const clients: Redis[] = [];
let load: FetchLoad | undefined;
let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "redis-cache-connection-"))));
afterEach(async () => {
  await load?.stop();
  for (const client of clients.splice(0)) client.disconnect();
  await closeClusters();
  rmSync(folder, { recursive: true, force: true });
});

const start = (options: ClusterOptions = {}) => startCluster({ ...options, environment: steady });

/** A writer's and three readers' clients, which fetch until the test ends. */
async function fetching(connection: Connection, durable = false, onEvent?: (event: ConnectionEvent) => void) {
  clients.push(...Array.from({ length: 4 }, () => createClient(connection, { onEvent })));
  load = new FetchLoad(clients, durable);
  await load.goesOn();
  return load;
}

function sentinelsOf({ sentinels, context, passwords }: Cluster): Connection {
  return {
    sentinels: sentinels.map(({ port }) => ({ host: "127.0.0.1", port })),
    masterName: context.masterName,
    ...{ username: "app", password: passwords.app },
  };
}

function expectNoFault({ errors, stale, fetches }: FetchLoad): void {
  expect({ errors, stale }).toEqual({ errors: [], stale: [] });
  expect(fetches).toBeGreaterThan(0);
}

const filesOf = ({ ca, cert, key }: Partial<TlsSecrets>) => ({ "ca.crt": ca!, "tls.crt": cert!, "tls.key": key! });
const names = ["127.0.0.1", "localhost"];
const encrypted = { tls: { enabled: true, clientCertificates: "off" } } as const;

describe.each(["Sentinels", "Sentinels, with TLS", "the proxy"])("through %s", (way) => {
  let cluster: Cluster;
  let connection: Connection;

  beforeEach(async () => {
    const tls = way.endsWith("TLS") ? await missingCertificates(names, undefined) : undefined;
    cluster = await start({
      input: { ...(tls && encrypted), ...(way === "the proxy" && { proxy: { kind: "haproxy" } }) },
      ...(tls && { tls: filesOf(tls) }),
    });
    if (cluster.proxy) await proxySettled(cluster);
    const { port } = cluster.context.settings.proxy;
    const proxy = cluster.proxy && { writes: { host: "127.0.0.1", port } };
    connection = { ...sentinelsOf(cluster), ca: tls?.ca, ...(proxy && { proxy, through: "proxy" as const }) };
  });

  test("a planned hand-over: no error, and nothing older than its last invalidation", async () => {
    const fetches = await fetching(connection);
    expect(await requestHandOver(cluster, cluster.home)).toContain(" done ");
    await fetches.goesOn();
    expectNoFault(fetches);
  });

  test("kill -9 of the master: the same, where invalidations are durable", async () => {
    await cluster.waitReady();
    const fetches = await fetching(connection, true);
    (await cluster.master()).kill("server");
    await fetches.goesOn();
    await cluster.waitHealthy();
    await fetches.goesOn();
    expectNoFault(fetches);
  });
});

test("a master that hangs: the same, and values come from the loader meanwhile", async () => {
  const cluster = await start();
  await cluster.waitReady();
  const fetches = await fetching(sentinelsOf(cluster), true);
  const unstored = () => fetches.events.filter((event) => event.type === "load" && event.outcome === "unstored").length;
  const wake = hang(await cluster.master());
  await cluster.waitFor("loads without Redis", () => unstored() > 100);
  await fetches.goesOn();
  wake();
  await cluster.waitHealthy();
  expectNoFault(fetches);
});

/** Entries of the Secret, as a kubelet shows a changed one: no file is ever half written, and all change together. */
function mount(entries: Record<string, string>): void {
  for (const [name, text] of Object.entries(entries)) writeFileSync(join(folder, `..${name}`), text);
  for (const name of Object.keys(entries)) renameSync(join(folder, `..${name}`), join(folder, name));
}

function mountConnection(cluster: Cluster, entries: Record<string, string> = {}): Connection {
  const sentinels = cluster.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(",");
  const { masterName } = cluster.context;
  mount({ sentinels, masterName, username: "app", password: cluster.passwords.app, ...entries });
  return { folder };
}

async function usersOf(cluster: Cluster): Promise<string[]> {
  const lists = await Promise.all(cluster.redis.map((node) => node.ask("CLIENT", "LIST")));
  return lists.flatMap((list) => [...list.matchAll(/ user=(\S+)/g)].map(([, user]) => user!));
}

async function everywhere(cluster: Cluster, what: string, is: (node: ClusterNode) => Promise<boolean>): Promise<void> {
  await cluster.waitFor(what, async () => (await Promise.all(cluster.nodes.map(is))).every(Boolean));
}

const knows = (user: string) => async (node: ClusterNode) => (await node.ask("ACL", "GETUSER", user)) !== null;

test("user app changes over to app-b and back: no error, and nobody is logged in as before", async () => {
  const cluster = await start();
  const fetches = await fetching(mountConnection(cluster));
  const password = { app: cluster.passwords.app, "app-b": "password-of-app-b" };
  for (const [from, to] of [
    ["app", "app-b"],
    ["app-b", "app"],
  ] as const) {
    for (const node of cluster.nodes) node.mount({ [to]: password[to] });
    await everywhere(cluster, `${to} is known`, knows(to));
    mount({ username: to, password: password[to] });
    await cluster.waitFor(`nobody is logged in as ${from}`, async () => !(await usersOf(cluster)).includes(from));
    for (const node of cluster.nodes) {
      node.edit("config", "instance.env", (text) => text.replace(/^OPTIONAL_USERS=.*$/m, `OPTIONAL_USERS=${from}`));
      rmSync(node.path("secrets", from));
    }
    await everywhere(cluster, `${from} is gone`, async (node) => !(await knows(from)(node)));
    await fetches.goesOn();
  }
  expect(await usersOf(cluster)).toContain("app");
  expectNoFault(fetches);
});

test("a wrong password: values come from the loader, and from the cache once it is right", async () => {
  const cluster = await start();
  const events: ConnectionEvent[] = [];
  const fetches = await fetching(mountConnection(cluster), false, (event) => events.push(event));
  mount({ password: "another" });
  await cluster.waitFor("it is noticed", () => events.some(({ message }) => /WRONGPASS/.test(message)));
  for (const node of cluster.redis) await node.ask("CLIENT", "KILL", "USER", "app");
  const loads = () => fetches.events.filter((event) => event.type === "load" && event.outcome === "unstored").length;
  await cluster.waitFor("loads without Redis", () => loads() > 100);
  mount({ password: cluster.passwords.app });
  await fetches.goesOn();
  expectNoFault(fetches);
});

/** How often a Redis has read its certificates. */
const timesRead = (node: ClusterNode) =>
  node.events("configured").filter((line) => line.includes("tls-cert-file")).length;

test("the certificates' authority changes in three steps: no error; who does not trust it is told the file", async () => {
  const [first, second] = await Promise.all([1, 2].map(() => missingCertificates(names, undefined)));
  const both = `${first!.ca}\n${second!.ca}`;
  const cluster = await createCluster({
    input: encrypted,
    tls: { ...filesOf(first!), "ca.crt": both },
    environment: steady,
  });
  const change = (files: Record<string, string>) => cluster.nodes.forEach((node) => node.write("tls", files));
  change({ "ca.crt": first!.ca! });
  cluster.start();
  await cluster.waitHealthy();
  const fetches = await fetching(mountConnection(cluster, { ca: first!.ca! }));
  const oldFile = join(folder, "old.crt");
  writeFileSync(oldFile, first!.ca!);

  const steps = [{ "ca.crt": both }, filesOf({ ...second, ca: both }), { "ca.crt": second!.ca! }];
  for (const [index, files] of steps.entries()) {
    const sentinels = cluster.sentinels.map((node) => node.serverPid());
    mount({ ca: files["ca.crt"] });
    change(files);
    await cluster.waitFor("every Redis has read them", () => cluster.redis.every((node) => timesRead(node) > index));
    const started = () => cluster.sentinels.every((node, i) => ![undefined, sentinels[i]].includes(node.serverPid()));
    await cluster.waitFor("every Sentinel has started", started);
    await cluster.waitHealthy();
  }
  expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
  await fetches.goesOn();
  expectNoFault(fetches);

  const events: ConnectionEvent[] = [];
  const connection = { ...sentinelsOf(cluster), caFile: oldFile };
  clients.push(createClient(connection, { onEvent: (event) => events.push(event) }));
  await cluster.waitFor("the file is named", () =>
    events.some(({ change, file }) => change === "problem" && file === oldFile),
  );
});
