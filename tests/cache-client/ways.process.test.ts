import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { missingCertificates } from "../../cli/secrets/certificates";
import type { Connection } from "../../clients/node/src";
import { certificateNames } from "../../configs/secrets/certificate-names";
import { clientEnvironment, clientFolder, pythonWith } from "../../benchmarks/python-client";
import { type Cluster, closeClusters, startCluster } from "../support/cluster";
import { proxySettled } from "../support/cluster/proxy-view";
import { run } from "../support/command";
import { contextOf } from "../support/contexts";
import { patientClient } from "./support/patience";
import { needsOwnServer, play, scenariosIn } from "./support/scenario";

/** The same connection as `redis-cache env` prints it. */
function variablesOf({ sentinels, masterName, proxy, username, password, ca }: Connection): Record<string, string> {
  const textOf = ({ host, port }: { host: string; port: number }) => `${host}:${port}`;
  const masters = (sentinels as { host: string; port: number }[] | undefined)?.map(textOf).join(",");
  return {
    ...{ REDIS_USERNAME: username!, REDIS_PASSWORD: password! },
    ...(ca && { REDIS_CA: ca }),
    ...(masters && { REDIS_SENTINELS: masters, REDIS_MASTER_NAME: masterName! }),
    ...(proxy && { REDIS_PROXY_WRITES: textOf(proxy.writes as { host: string; port: number }) }),
  };
}

const files = readdirSync(join(__dirname, "../../clients/vectors")).filter((name) => name.endsWith(".yaml"));
/** HAProxy asks for those of the nodes. */
const names = certificateNames(contextOf({ tls: { enabled: true } }));
const scenarios = files.flatMap(scenariosIn).filter((scenario) => !needsOwnServer(scenario));

describe.each([
  ["plain", false],
  ["with TLS", true],
])("an instance, %s", (_, encrypted) => {
  let cluster: Cluster;
  let ca: string | undefined;
  let admin: Redis | undefined;

  beforeAll(async () => {
    const tls = encrypted ? await missingCertificates(names, undefined) : undefined;
    ca = tls?.ca;
    cluster = await startCluster({
      input: { proxy: { kind: "haproxy" }, ...(tls && { tls: { enabled: true, clientCertificates: "off" } }) },
      ...(tls && { tls: { "ca.crt": tls.ca!, "tls.crt": tls.cert!, "tls.key": tls.key! } }),
    });
    await proxySettled(cluster);
  });
  afterAll(async () => {
    admin?.disconnect();
    await closeClusters();
  });

  const waysTo = ({ sentinels, context, passwords }: Cluster): Record<string, Connection> => {
    const login = { username: "app", password: passwords.app, ca };
    const masters = { sentinels: sentinels.map(({ port }) => ({ host: "127.0.0.1", port })) };
    return {
      "the Sentinels": { ...login, ...masters, masterName: context.masterName },
      "the proxy": { ...login, proxy: { writes: { host: "127.0.0.1", port: context.settings.proxy.port } } },
    };
  };

  describe.each(["the Sentinels", "the proxy"])("through %s", (way) => {
    it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", async (_name, scenario) => {
      const connection = waysTo(cluster)[way]!;
      admin ??= patientClient(waysTo(cluster)["the Sentinels"]!);
      const before = await admin.scan(0, "MATCH", "scenario:*", "COUNT", 1000);
      if (before[1].length > 0) await admin.unlink(...before[1]);
      await play({ connection, admin }, scenario);
    });

    it("Python, with threads and asyncio", async () => {
      const python = await pythonWith("requirements-dev.txt", () => {});
      const env = { ...process.env, ...clientEnvironment, ...variablesOf(waysTo(cluster)[way]!) };
      const { output, exitCode } = await run(python, ["-m", "pytest", "-q", "tests/on_instance.py"], {
        ...{ cwd: clientFolder, env },
      });
      expect(exitCode === 0 ? "" : output).toBe("");
    });
  });
});
