import { X509Certificate } from "node:crypto";
import { covers, missingCertificates } from "../../../cli/secrets/certificates";
import { certificateNames, instanceContext, parseInstance, type TlsSecrets } from "../../../configs";

const names = ["cache-master-0", "localhost", "127.0.0.1"];

async function made(existing?: Partial<TlsSecrets>, wanted: readonly string[] = names) {
  return (await missingCertificates(wanted, existing)) as TlsSecrets;
}

it("makes a certificate for all names, signed by an authority of its own", async () => {
  const { ca, caKey, cert, key } = await made();
  const certificate = new X509Certificate(cert);
  expect(certificate.checkIssued(new X509Certificate(ca))).toBe(true);
  expect(certificate.verify(new X509Certificate(ca).publicKey)).toBe(true);
  expect(certificate.subjectAltName).toBe("DNS:cache-master-0, DNS:localhost, IP Address:127.0.0.1");
  expect([caKey, key].every((pem) => pem.startsWith("-----BEGIN PRIVATE KEY-----"))).toBe(true);
});

it("makes nothing where the certificate has all names", async () => {
  expect(await missingCertificates(names, await made())).toEqual({});
});

it("renews the certificate, and keeps the authority that clients trust, where a name is missing", async () => {
  const before = await made();
  const renewed = await missingCertificates([...names, "cache-replica-0"], before);
  expect(Object.keys(renewed).sort()).toEqual(["cert", "key"]);
  expect(covers(renewed.cert!, ["cache-replica-0"])).toBe(true);
  expect(new X509Certificate(renewed.cert!).verify(new X509Certificate(before.ca).publicKey)).toBe(true);
});

it("leaves a company's authority alone, whose key it has not", async () => {
  const { ca, cert, key } = await made();
  expect(await missingCertificates(names, { ca, cert, key })).toEqual({});
  await expect(missingCertificates(["another"], { ca, cert, key })).rejects.toThrow(/lacks a name .* without caKey/);
});

it("makes an authority where its key is gone", async () => {
  const { ca, cert } = await made();
  expect(Object.keys(await missingCertificates(["another"], { ca, cert })).sort()).toEqual([
    "ca",
    "caKey",
    "cert",
    "key",
  ]);
});

it.each(["local", "kubernetes"] as const)("names every node that may ever be there, on platform %s", (platform) => {
  const place = { platform, namespace: "redis" };
  const instance = parseInstance({ replicas: { min: 2, max: 5 } }, { name: "cache", ...place });
  const all = certificateNames(instanceContext(place, "cache", instance));
  expect(all).toEqual(expect.arrayContaining(["cache-master-0", "cache-replica-4", "cache-sentinel-2", "127.0.0.1"]));
  const inCluster = "cache-replica-4.redis.svc.cluster.local";
  expect(all.includes(inCluster)).toBe(platform === "kubernetes");
});
