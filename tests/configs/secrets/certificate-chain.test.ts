import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import fc from "fast-check";
import { chainFindings } from "../../../configs/secrets/certificate-chain";
import { faults, type Issued, issueChain } from "../../support/certificate-chains";

const names = ["node.test", "deep.node.test", "10.1.2.3"];
const purposes = { serverAuth: "1.3.6.1.5.5.7.3.1", clientAuth: "1.3.6.1.5.5.7.3.2" };

/** A root, an authority below it, one below that, and a node's own: usual, and with one link that is no good. */
const pools = new Map<string, Issued>();
beforeAll(async () => {
  for (const fault of faults) {
    for (const spoilt of [0, 1, 2, 3]) pools.set(`${fault} ${spoilt}`, await issueChain(fault, spoilt, names));
  }
});

const certificates = (max: number) => fc.uniqueArray(fc.nat({ max: 3 }), { maxLength: max });

test("certificates pass exactly where a real TLS connection with them does", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...faults),
      fc.nat({ max: 3 }),
      fc.boolean(),
      certificates(3).filter((trusted) => trusted.length > 0),
      certificates(3),
      async (fault, spoilt, alien, trusted, shown) => {
        const { pems, key } = pools.get(`${fault} ${spoilt}`)!;
        const other = pools.get("whole 0")!.pems;
        const cert = [pems[3]!, ...shown.map((i) => pems[i]!)].join("");
        const ca = trusted.map((i) => (alien && i === 0 ? other[i]! : pems[i]!)).join("");
        const [own, ...issuers] = parsed(cert);
        const chain = { cert: own!, issuers, authorities: parsed(ca), purposes };
        const findings = chainFindings("tls", chain, new Date());
        expect({ accepted: findings.length === 0, findings }).toEqual({
          accepted: await connects({ ca, cert, key }),
          findings,
        });
      },
    ),
    {
      numRuns: 300,
      examples: [
        ...faults.flatMap((fault) =>
          [0, 1, 2, 3].map((i): [typeof fault, number, boolean, number[], number[]] => [fault, i, false, [0], [2, 1]]),
        ),
        ["whole", 0, false, [2], [2]],
        ["whole", 0, false, [0, 1, 2], []],
      ],
    },
  );
});

function parsed(pem: string): X509Certificate[] {
  return pem
    .split(/(?<=-----END CERTIFICATE-----\n)/)
    .filter(Boolean)
    .map((text) => new X509Certificate(text));
}

/** Whether a server and a client that both show these certificates trust each other, as Redis nodes do. */
async function connects(options: { ca: string; cert: string; key: string }): Promise<boolean> {
  const server = createServer({ ...options, requestCert: true, rejectUnauthorized: true }, (socket) => socket.end("x"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect({
    ...options,
    port: (server.address() as AddressInfo).port,
    checkServerIdentity: () => undefined,
  });
  try {
    await once(client, "data");
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
    server.close();
  }
}
