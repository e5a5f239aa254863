import { connect } from "node:tls";
import { Redis } from "ioredis";
import { missingCertificates } from "../../cli/secrets/certificates";
import type { TlsSecrets } from "../../configs";
import { certificateNames } from "../../configs/secrets/certificate-names";
import { expectNone, requestHandOver, settle, startUnderLoad } from "../failure/scenario";
import { type Cluster, closeClusters } from "../support/cluster";
import { contextOf } from "../support/contexts";
import { DefaultClients } from "./default-clients";
import { NewConnections } from "../../benchmarks/proxy/new-connections";
import { proxySettled } from "../support/cluster/proxy-view";

afterEach(closeClusters);

const names = certificateNames(contextOf({ tls: { enabled: true } }));

const filesOf = ({ ca, cert, key }: Partial<TlsSecrets>) => ({ "ca.crt": ca!, "tls.crt": cert!, "tls.key": key! });

/** Of the certificate that clients see at the proxy's write port. */
function serialOf({ context }: Cluster, { ca, cert, key }: Partial<TlsSecrets>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: context.settings.proxy.port, ca, cert, key }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

test.each([
  { tls: "passthrough", enabled: true, clientCertificates: "required" },
  { tls: "endToEnd", enabled: true, clientCertificates: "required" },
  { tls: "endToEnd", enabled: true, clientCertificates: "off" },
  { tls: "terminate", enabled: false, clientCertificates: "optional" },
] as const)(
  "$tls, client certificates $clientCertificates: moves cost default clients no error, and a renewed certificate no connection",
  async ({ tls, enabled, clientCertificates }) => {
    const first = await missingCertificates(names, undefined);
    const input = { proxy: { kind: "haproxy", tls }, tls: { enabled, clientCertificates } } as const;
    const scenario = await startUnderLoad({ input, tls: filesOf(first) });
    const { cluster, load } = scenario;
    await proxySettled(cluster);
    const clients = new DefaultClients(cluster.plainOptions(), 2);
    expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
    await settle(scenario);
    await proxySettled(cluster);
    (await cluster.master()).kill("server");
    await settle(scenario);
    await proxySettled(cluster);

    const stays = new Redis({ ...cluster.plainOptions(), retryStrategy: () => null });
    await stays.connect();
    const [old, closed] = [await serialOf(cluster, first), load.connections];
    const renewed = { ...first, ...(await missingCertificates(names, { ca: first.ca, caKey: first.caKey })) };
    const others = new NewConnections(cluster.plainOptions(), 8);
    await cluster.waitFor("new connections", () => others.made > 50);
    for (const node of [...cluster.nodes, cluster.proxy!]) node.write("tls", filesOf(renewed));
    await cluster.waitFor("the new one", async () => (await serialOf(cluster, renewed)) !== old);
    const made = others.made;
    await cluster.waitFor("more connections", () => others.made > made + 200);
    await others.stop();
    expect([others.failed, await stays.ping(), load.connections]).toEqual([[], "PONG", closed]);
    stays.disconnect();
    await settle(scenario);
    await clients.stop();
    expectNone(cluster, clients.errors);
  },
);
