import { createServer, type Server } from "node:net";
import { freePorts } from "../../../benchmarks/free-ports";
import { refuseTakenPorts } from "../../../cli/project/ports";
import { type InstanceInput, parseStack } from "../../../configs";

const settingsAt = (port: number, sentinelPort: number, proxy: InstanceInput["proxy"] = {}) =>
  parseStack({ platform: "local", instances: { cache: { network: { port, sentinelPort }, proxy } } });

let server: Server | undefined;
afterEach(() => server?.close());

it("refuses all ports that others have, with node, owner and fix", async () => {
  const [port, sentinelPort] = [await freePorts(3), await freePorts(3)];
  server = createServer();
  await new Promise<void>((resolve) => server!.listen(port + 1, "127.0.0.1", resolve));
  const refused = refuseTakenPorts(settingsAt(port, sentinelPort), "/nowhere/nodes");
  await expect(refused).rejects.toThrow(
    new RegExp(`^cache-replica-0: port = ${port + 1} is used by .*\\. Fix: .*network\\.port`),
  );
});

it("lets free ports pass", async () => {
  const settings = settingsAt(await freePorts(3), await freePorts(3));
  await expect(refuseTakenPorts(settings, "/nowhere/nodes")).resolves.toBeUndefined();
});

it("asks for all ports of a proxy", async () => {
  const [port, sentinelPort, proxyPort] = [await freePorts(3), await freePorts(3), await freePorts(3)];
  const [readPort, healthPort] = [proxyPort + 1, proxyPort + 2];
  const settings = settingsAt(port, sentinelPort, { kind: "haproxy", port: proxyPort, readPort, healthPort });
  await expect(refuseTakenPorts(settings, "/nowhere/nodes")).resolves.toBeUndefined();
  server = createServer();
  await new Promise<void>((resolve) => server!.listen(healthPort, "127.0.0.1", resolve));
  const refused = refuseTakenPorts(settings, "/nowhere/nodes");
  await expect(refused).rejects.toThrow(new RegExp(`^cache-proxy: port = ${healthPort} is used by `));
});
