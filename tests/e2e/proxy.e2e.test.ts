import { Installation } from "../../benchmarks/cluster/installation";
import { images } from "../../benchmarks/cluster/environment";
import { kubectl } from "../../benchmarks/cluster/kubectl";
import { CommandLine } from "./support/command-line";
import { underLoad } from "./support/under-load";

/** With TLS each process of HAProxy ends the clients' and begins another, which needs most of it. */
describe.each([
  { kind: "haproxy", tls: false },
  { kind: "haproxy", tls: true },
  { kind: "envoy", tls: false },
  { kind: "envoy", tls: true },
] as const)("TLS $tls, $kind: clients that know only the proxy", ({ kind, tls }) => {
  let installation: Installation;

  beforeAll(async () => {
    const ends = tls && kind === "haproxy" ? "endToEnd" : "passthrough";
    installation = await Installation.start(`proxy-${kind}`, {
      tls: { enabled: tls },
      proxy: { kind, image: images[kind], tls: ends },
    });
  });
  afterAll(() => installation?.close());

  /** A client with its library's defaults hides closed connections, and shows every error that it is answered. */
  async function unharmed(scenario: string, disturb: () => Promise<unknown>) {
    const { refused } = await underLoad(
      installation,
      `through ${kind}: ${scenario}`,
      async () => void (await disturb()),
      // Pods of the proxy that end are asked too, until they are gone.
      15_000,
      "proxy",
    );
    expect(refused).toEqual({});
  }

  test("the smoke test passes", async () => {
    const commandLine = new CommandLine(installation);
    const { output, exitCode } = await commandLine.run("smoke");
    expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({ exitCode: 0, output: "" });
    commandLine.close();
  });

  test("the master's pod is deleted", async () => {
    await unharmed("master pod deleted", async () => installation.pods.delete(await installation.master()));
  });

  test("a pod of the proxy is evicted, until its last client is gone", async () => {
    await unharmed("proxy pod evicted", async () => {
      const [pod] = await proxies();
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: pod } };
      const path = `/api/v1/namespaces/${installation.namespace}/pods/${pod}/eviction`;
      await kubectl(["create", "--raw", path, "-f", "-"], JSON.stringify(eviction));
      await installation.kubectl("wait", "--for=delete", `pod/${pod}`, "--timeout=60s");
      await installation.pods.rolledOut("cache-proxy", "deployment");
    });
  });

  test("everything is rolled, the proxy too", async () => {
    await unharmed("roll of everything", async () => {
      const before = await proxies();
      await installation.kubectl("rollout", "restart", "deployment/cache-proxy");
      for (const set of ["cache-sentinel", "cache-replica", "cache-master"]) {
        await installation.kubectl("rollout", "restart", `statefulset/${set}`);
        await installation.pods.rolledOut(set);
      }
      await installation.pods.rolledOut("cache-proxy", "deployment");
      await installation.kubectl("wait", "--for=delete", ...before.map((pod) => `pod/${pod}`), "--timeout=60s");
    });
  });

  async function proxies(): Promise<string[]> {
    const names = [
      "get",
      "pods",
      "-l",
      "app.kubernetes.io/name=redis-proxy",
      "-o",
      "jsonpath={.items[*].metadata.name}",
    ];
    return (await installation.kubectl(...names)).split(" ");
  }
});
