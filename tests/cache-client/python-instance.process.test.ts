import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingCertificates } from "../../cli/secrets/certificates";
import { hang, requestHandOver, steady } from "../failure/scenario";
import { type Cluster, type ClusterNode, closeClusters, startCluster } from "../support/cluster";
import { proxySettled } from "../support/cluster/proxy-view";
import { run } from "../support/command";
import { blocksOf } from "../support/page-blocks";
import { clientEnvironment, pythonWith } from "../../benchmarks/python-client";
import { PythonLoad } from "./support/python-load";

let loads: PythonLoad[] = [];
let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "redis-cache-connection-"))));
afterEach(async () => {
  for (const load of loads) load.kill();
  await closeClusters();
  rmSync(folder, { recursive: true, force: true });
});

function variablesOf({ sentinels, context, passwords }: Cluster): Record<string, string> {
  return {
    REDIS_SENTINELS: sentinels.map(({ port }) => `127.0.0.1:${port}`).join(","),
    REDIS_MASTER_NAME: context.masterName,
    REDIS_USERNAME: "app",
    REDIS_PASSWORD: passwords.app,
  };
}

async function fetching(variables: Record<string, string>, durable = false): Promise<void> {
  loads = await PythonLoad.start(variables, durable);
  await goOn();
}

const goOn = () => Promise.all(loads.map((load) => load.goesOn()));

/** No fetch has failed, and no value was older than its last invalidation. */
async function expectNoFault(): Promise<void> {
  const counts = await Promise.all(loads.map((load) => load.stop()));
  expect(counts.map(({ errors, stale }) => ({ errors, stale }))).toEqual(loads.map(() => ({ errors: [], stale: [] })));
  expect(counts.every(({ fetches = 0 }) => fetches > 0)).toBe(true);
}

test("what the pages show runs with the variables of redis-cache env", async () => {
  const cluster = await startCluster();
  const python = await pythonWith("requirements-dev.txt", () => {});
  const env = { ...process.env, ...clientEnvironment, ...variablesOf(cluster) };
  const shown = (page: string) =>
    blocksOf(page).flatMap(({ language, text }) => (language === "python" && isProgram(text) ? [text] : []));
  const programs = shown("clients/python/README.md");
  expect(programs).toHaveLength(2);
  for (const program of programs) {
    const { output, exitCode } = await run(python, ["-c", program], { env });
    expect(exitCode === 0 ? "" : output).toBe("");
    expect(output).toMatch(/25|'name': 'lamp'/);
  }
});

/** Others are pieces of one. */
const isProgram = (text: string) => /create_(async_)?client\(\)/.test(text);

describe.each(["Sentinels", "Sentinels, with TLS", "the proxy"])("through %s", (way) => {
  let cluster: Cluster;
  let variables: Record<string, string>;

  beforeEach(async () => {
    cluster = await (way.endsWith("TLS") ? withTls() : startCluster({ environment: steady, ...inputOf(way) }));
    variables = variablesOf(cluster);
    if (way.endsWith("TLS")) variables.REDIS_CA_FILE = join(folder, "ca.crt");
    if (!cluster.proxy) return;
    await proxySettled(cluster);
    const { REDIS_USERNAME, REDIS_PASSWORD } = variables;
    const REDIS_PROXY_WRITES = `127.0.0.1:${cluster.context.settings.proxy.port}`;
    variables = { REDIS_PROXY_WRITES, REDIS_USERNAME: REDIS_USERNAME!, REDIS_PASSWORD: REDIS_PASSWORD! };
  });

  test("a planned hand-over: no error, and nothing older than its last invalidation", async () => {
    await fetching(variables);
    expect(await requestHandOver(cluster, cluster.home)).toContain(" done ");
    await goOn();
    await expectNoFault();
  });

  test("kill -9 of the master: the same, where invalidations are durable", async () => {
    await cluster.waitReady();
    await fetching(variables, true);
    (await cluster.master()).kill("server");
    await goOn();
    await cluster.waitHealthy();
    await goOn();
    await expectNoFault();
  });
});

const inputOf = (way: string) => (way === "the proxy" ? { input: { proxy: { kind: "haproxy" as const } } } : {});

/** An instance whose certificates are of an authority that is in the folder. */
async function withTls(): Promise<Cluster> {
  const { ca, cert, key } = await missingCertificates(["127.0.0.1", "localhost"], undefined);
  writeFileSync(join(folder, "ca.crt"), ca!);
  return startCluster({
    input: { tls: { enabled: true, clientCertificates: "off" } },
    tls: { "ca.crt": ca!, "tls.crt": cert!, "tls.key": key! },
    environment: steady,
  });
}

test("a master that hangs: the same, and values come from the loader meanwhile", async () => {
  const cluster = await startCluster({ environment: steady });
  await cluster.waitReady();
  await fetching(variablesOf(cluster), true);
  const before = loads.map(({ unstored }) => unstored);
  const wake = hang(await cluster.master());
  await cluster.waitFor("loads without Redis", () => loads.every((load, i) => load.unstored > before[i]! + 20));
  await goOn();
  wake();
  await cluster.waitHealthy();
  await expectNoFault();
});

/** Entries of the Secret, as a kubelet shows a changed one: no file is ever half written, and all change together. */
function mount(entries: Record<string, string>): void {
  for (const [name, text] of Object.entries(entries)) writeFileSync(join(folder, `..${name}`), text);
  for (const name of Object.keys(entries)) renameSync(join(folder, `..${name}`), join(folder, name));
}

async function usersOf(cluster: Cluster): Promise<string[]> {
  const lists = await Promise.all(cluster.redis.map((node) => node.ask("CLIENT", "LIST")));
  return lists.flatMap((list) => [...list.matchAll(/ user=(\S+)/g)].map(([, user]) => user!));
}

const knows = (user: string) => async (node: ClusterNode) => (await node.ask("ACL", "GETUSER", user)) !== null;

test("user app changes over to app-b: no error, and nobody is logged in as app", async () => {
  const cluster = await startCluster({ environment: steady });
  const { REDIS_SENTINELS, REDIS_MASTER_NAME } = variablesOf(cluster);
  mount({
    sentinels: REDIS_SENTINELS!,
    masterName: REDIS_MASTER_NAME!,
    username: "app",
    password: cluster.passwords.app,
  });
  await fetching({ REDIS_CONNECTION_FOLDER: folder });
  for (const node of cluster.nodes) node.mount({ "app-b": "password-of-app-b" });
  await cluster.waitFor("app-b is known", async () =>
    (await Promise.all(cluster.nodes.map(knows("app-b")))).every(Boolean),
  );
  mount({ username: "app-b", password: "password-of-app-b" });
  await cluster.waitFor("nobody is app", async () => !(await usersOf(cluster)).includes("app"));
  await goOn();
  await expectNoFault();
});
