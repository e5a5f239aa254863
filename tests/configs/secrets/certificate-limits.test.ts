import "reflect-metadata";
import { webcrypto, X509Certificate } from "node:crypto";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { extensionsOf } from "../../../configs/secrets/certificate-extensions";
import { maySign, weakness } from "../../../configs/secrets/certificate-limits";

cryptoProvider.set(webcrypto as unknown as Parameters<typeof cryptoProvider.set>[0]);

const { digitalSignature, keyCertSign, keyEncipherment } = KeyUsageFlags;

interface Kind {
  bits?: number;
  hash?: string;
  usage?: number;
  path?: number;
}

async function certificate({ bits = 2048, hash = "SHA-256", usage, path }: Kind): Promise<X509Certificate> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash, modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]) };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const made = await X509CertificateGenerator.create({
    subject: "CN=node",
    issuer: "CN=Root",
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(path !== undefined, path, true),
      ...(usage === undefined ? [] : [new KeyUsagesExtension(usage, true)]),
    ],
  });
  return new X509Certificate(made.toString("pem"));
}

test("keys below 2048 bits and signatures by SHA-1 are weak", async () => {
  expect(weakness(await certificate({}))).toBeUndefined();
  expect(weakness(await certificate({ bits: 1024 }))).toMatch(/1024 bits/);
  expect(weakness(await certificate({ hash: "SHA-1" }))).toMatch(/SHA-1/);
});

test("a key usage without digitalSignature signs nothing", async () => {
  expect(maySign(await certificate({}))).toBe(true);
  expect(maySign(await certificate({ usage: digitalSignature | keyEncipherment }))).toBe(true);
  expect(maySign(await certificate({ usage: keyCertSign }))).toBe(false);
});

test("the length of a path is that of the authority, where it has one", async () => {
  expect(extensionsOf(await certificate({})).longestPath).toBeUndefined();
  for (const path of [0, 1, 5]) expect(extensionsOf(await certificate({ path })).longestPath).toBe(path);
});
