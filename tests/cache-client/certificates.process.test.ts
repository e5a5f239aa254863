import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import { freePorts } from "../../benchmarks/free-ports";
import { missingCertificates } from "../../cli/secrets/certificates";
import { Cache, type Connection, type ConnectionEvent, connectionFromEnv, createClient } from "../../clients/node/src";
import type { TlsSecrets } from "../../configs";
import { startServer, stopServers } from "../support/redis-process";
import { testServers } from "../support/servers";

const limit = { interval: 50, timeout: 180_000 };
const clients: Redis[] = [];
const caches: Cache[] = [];
const events: ConnectionEvent[] = [];
let folder: string;
let first: TlsSecrets;
let second: TlsSecrets;
let url: string;
let admin: Redis;

/** A server that takes clients of two authorities, and none without a certificate. */
beforeAll(async () => {
  [first, second] = (await Promise.all([1, 2].map(() => missingCertificates(["127.0.0.1"], undefined)))) as [
    TlsSecrets,
    TlsSecrets,
  ];
  const port = await freePorts(1);
  const conf = [
    ...['save ""', `tls-port ${port}`, "tls-auth-clients yes", "tls-ca-cert-file ca.crt"],
    ...["tls-cert-file server.crt", "tls-key-file server.key"],
  ];
  const files = {
    "redis.conf": `${conf.join("\n")}\n`,
    "ca.crt": `${first.ca}\n${second.ca}`,
    "second.crt": second.ca,
    "server.crt": first.cert,
    "server.key": first.key,
  };
  const server = await startServer(
    testServers().find(({ tls }) => tls)!,
    { main: "redis.conf", files },
  );
  admin = server.connect();
  url = `rediss://127.0.0.1:${port}`;
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "redis-cache-certificates-"));
  events.length = 0;
  await admin.flushall();
});
afterEach(async () => {
  await Promise.all(caches.splice(0).map((cache) => cache.close()));
  for (const client of clients.splice(0)) client.disconnect();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(stopServers);

function cacheOf(connection: Connection): Cache {
  const client = createClient(connection, { onEvent: (event) => events.push(event) });
  const cache = new Cache(client, { prefix: "certificates", budgetMs: 2000 });
  clients.push(client);
  caches.push(cache);
  return cache;
}

/** Whether the second of two fetches is a hit. */
async function isServed(cache: Cache, key: string): Promise<boolean> {
  await cache.fetch(key, () => 1, { ttl: 60 });
  return (await cache.fetch(key, () => 2, { ttl: 60 })) === 1;
}

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, "..new"), text);
    renameSync(join(folder, "..new"), join(folder, name));
  }
}

test("without a certificate of the client there is no connection, and values are the loader's", async () => {
  const cache = cacheOf({ url, ca: first.ca });
  expect(await isServed(cache, "k")).toBe(false);
  await pWaitFor(() => events.some(({ change }) => change === "problem"), limit);
});

test.each<[string, () => Connection]>([
  ["texts", () => ({ url, ca: first.ca, cert: first.cert, key: first.key })],
  [
    "files of the environment",
    () => {
      write({ "a.crt": first.cert, "a.key": first.key, "ca.pem": first.ca });
      const at = (name: string) => join(folder, name);
      const files = { REDIS_CA_FILE: at("ca.pem"), REDIS_CERT_FILE: at("a.crt"), REDIS_KEY_FILE: at("a.key") };
      return connectionFromEnv({ REDIS_URL: url, ...files });
    },
  ],
])("with one of %s there is", async (_, connection) => {
  const cache = cacheOf(connection());
  await pWaitFor(() => isServed(cache, "k"), limit);
});

test("one of the mounted folder that changes is used without a restart and without an error", async () => {
  write({ url, username: "default", ca: first.ca, "tls.crt": first.cert, "tls.key": first.key });
  const cache = cacheOf({ folder });
  await pWaitFor(() => isServed(cache, "before"), limit);

  write({ "tls.crt": second.cert, "tls.key": second.key });
  await pWaitFor(() => events.some(({ change }) => change === "certificate"), limit);
  // From now on the first one leads nowhere.
  const [, trusted] = (await admin.config("GET", "dir")) as [string, string];
  await admin.config("SET", "tls-ca-cert-file", join(trusted, "second.crt"));
  await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await pWaitFor(() => isServed(cache, "after"), limit);
  expect(await isServed(cacheOf({ url, ca: first.ca, cert: first.cert, key: first.key }), "stranger")).toBe(false);
});
