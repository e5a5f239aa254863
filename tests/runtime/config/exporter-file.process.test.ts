import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { missingCertificates } from "../../../cli/secrets/certificates";
import type { InstanceInput } from "../../../configs";
import { closeClusters, type ClusterNode, createCluster } from "../../support/cluster";
import { ask } from "../../support/cluster/ask";
import { closeExporters, Exporter } from "../../support/exporter";
import { exporterEnvironment, prepareExporter } from "../../support/exporter-environment";

afterEach(closeExporters);
afterEach(closeClusters);

const changed = `another "pass\\word"\tof the exporter, größer`;

test.each<[string, InstanceInput]>([
  ["", {}],
  [", with TLS", { tls: { enabled: true, clientCertificates: "required" } }],
])("exporters of Redis and Sentinel log in with a changed password, without a start%s", async (_, input) => {
  const tls = input.tls && (await certificateFiles());
  const cluster = await createCluster({ input, tls });
  for (const node of cluster.nodes) prepareExporter(node, input);
  cluster.start();
  await cluster.waitHealthy();
  const nodes = [cluster.home, cluster.sentinels[0]!];
  const exporters = await Promise.all(nodes.map((node) => Exporter.start(exporterEnvironment(node, input))));
  for (const exporter of exporters) expect((await exporter.scrape()).get("redis_up")).toBe(1);

  for (const node of nodes) node.mount({ exporter: changed });
  for (const [index, exporter] of exporters.entries()) {
    const { port, tls } = nodes[index]!;
    await cluster.waitFor("the server has the new password", () =>
      ask({ port, user: "exporter", password: changed, tls }, "PING", []).then(
        () => true,
        () => false,
      ),
    );
    const old = { port, user: "exporter", password: cluster.passwords.exporter, tls };
    await expect(ask(old, "PING", [])).rejects.toThrow();
    // As the readiness probe does, again and again.
    await cluster.waitFor("the exporter has it too", async () => {
      return (await exporter.status("/-/reload")) === 200 && (await exporter.scrape()).get("redis_up") === 1;
    });
  }
});

test("an exporter goes on with what it has while its file cannot be read, and its probe says so", async () => {
  const { home, exporter } = await startWithExporter();
  expect(await exporter.status("/-/reload")).toBe(200);
  home.write("run/exporter", { "passwords.json": '{"redis:' });
  expect(await exporter.status("/-/reload")).toBe(500);
  expect((await exporter.scrape()).get("redis_up")).toBe(1);
});

test("a server that hangs is said to be down, within the time that Prometheus waits", async () => {
  const { home, exporter } = await startWithExporter();
  for (const part of ["script", "server"] as const) home.kill(part, "SIGSTOP");
  expect((await exporter.scrape()).get("redis_up")).toBe(0);
});

test("the file is written before the containers of a pod start, and only its user reads it", async () => {
  const { home } = await createCluster();
  home.write("secrets", { exporter: `\uFEFF${changed}\r\n` });
  expect(logIn(home).status).toBe(0);
  const file = home.path("run", "exporter/passwords.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    "rediss://exporter@cache-master-0.redis.svc.cluster.local:6379": changed,
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  home.write("secrets", { exporter: "\n" });
  const { status, stdout, stderr } = logIn(home);
  expect([status, stdout + stderr]).toEqual([78, expect.stringContaining("password file of user exporter is empty")]);
});

test("certificate files are there before the containers of a pod start; its node uses none that it has not tried", async () => {
  const tls = await certificateFiles();
  const cluster = await createCluster({ input: { tls: { enabled: true } }, tls });
  const { home } = cluster;
  const inUse = (file: string) => home.path("run", `tls/${file}`);
  const env = { TLS_DIR: home.path("tls") };
  mkdirSync(home.path("run", "tls"), { recursive: true });
  home.write("tls", { "tls.crt": "no certificate" });
  expect(logIn(home, env).status).toBe(0);
  expect(readFileSync(inUse("tls.crt"), "utf8")).toBe("no certificate");
  expect(readFileSync(inUse("ca.crt"), "utf8")).toBe(tls["ca.crt"]);
  cluster.start();
  await cluster.waitFor("it leaves them aside", () => home.log().includes("cannot be used and are left aside"));
  expect(home.log()).not.toContain("Redis is starting");
  home.write("tls", tls);
  await cluster.waitHealthy();
  expect(readFileSync(inUse("tls.crt"), "utf8")).toBe(tls["tls.crt"]);

  home.write("tls", { "tls.crt": "no certificate" });
  expect(logIn(home, env).status).toBe(0);
  expect(readFileSync(inUse("tls.crt"), "utf8")).toBe(tls["tls.crt"]);
});

/** Of a home, an exporter beside it. */
async function startWithExporter() {
  const cluster = await createCluster();
  const { home } = cluster;
  prepareExporter(home);
  cluster.start();
  await cluster.waitHealthy();
  const exporter = await Exporter.start(exporterEnvironment(home));
  return { home, exporter };
}

/** As the init container does. */
function logIn(node: ClusterNode, more: NodeJS.ProcessEnv = {}) {
  const env = {
    PATH: process.env.PATH,
    SECRETS_DIR: node.path("secrets"),
    RUN_DIR: node.path("run"),
    EXPORTER_ADDRESS: "rediss://cache-master-0.redis.svc.cluster.local:6379",
    ...more,
  };
  return spawnSync("sh", [node.path("scripts", "prepare.sh")], { env, encoding: "utf8" });
}

async function certificateFiles(): Promise<Record<string, string>> {
  const { ca, cert, key } = await missingCertificates(["127.0.0.1"], {});
  return { "ca.crt": ca!, "tls.crt": cert!, "tls.key": key! };
}
