import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pWaitFor from "p-wait-for";
import { connectionFromEnv, createClient } from "../../clients/node/src";
import { targetOf } from "../../clients/node/src/connection";
import { connectionEntries, connectionOf } from "../../configs/connection";
import { contextOf } from "../support/contexts";

const secrets = { app: "password/of app", tls: { ca: "PEM", caKey: "", cert: "", key: "" } };

test.each([
  ["plain", {}],
  ["with TLS", { tls: { enabled: true } }],
  ["with a proxy", { proxy: { kind: "haproxy" as const } }],
])("the output of a stack and the entries of its Secret mean the same, %s", (_, input) => {
  const context = contextOf(input);
  const output = connectionOf(context, secrets);
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-entries-"));
  for (const [name, text] of Object.entries(connectionEntries(context, secrets)))
    writeFileSync(join(folder, name), text);
  expect(targetOf({ folder })).toEqual(targetOf(output));
  expect(targetOf(output)).toEqual({
    sentinels: output.sentinels,
    masterName: output.masterName,
    credentials: { username: "app", password: "password/of app" },
    ...("tls" in input && { ca: "PEM" }),
  });
  if (output.proxy) expect(targetOf({ ...output, through: "proxy" })).toMatchObject({ address: output.proxy.writes });
  rmSync(folder, { recursive: true });
});

const login = { REDIS_USERNAME: "app", REDIS_PASSWORD: "p" };
const credentials = { username: "app", password: "p" };

test.each<[string, NodeJS.ProcessEnv, object]>([
  [
    "Sentinels",
    { ...login, REDIS_SENTINELS: "a:1,[::1]:2", REDIS_MASTER_NAME: "m", REDIS_PROXY_WRITES: "p:3" },
    {
      sentinels: [
        { host: "a", port: 1 },
        { host: "::1", port: 2 },
      ],
      masterName: "m",
      credentials,
    },
  ],
  ["the proxy", { ...login, REDIS_PROXY_WRITES: "p:3" }, { address: { host: "p", port: 3 }, credentials }],
  ["a cluster", { ...login, REDIS_CLUSTER: "c:4" }, { cluster: [{ host: "c", port: 4 }], credentials }],
  [
    "a URL",
    { REDIS_URL: "rediss://u:p%2F@h/2" },
    { address: { host: "h", port: 6379 }, database: 2, credentials: { username: "u", password: "p/" }, ca: "" },
  ],
  [
    "Sentinels, with TLS of a public authority",
    { ...login, REDIS_SENTINELS: "a:1", REDIS_MASTER_NAME: "m", REDIS_SENTINEL_URL: "rediss+sentinel://app:p@a:1/m/0" },
    { sentinels: [{ host: "a", port: 1 }], masterName: "m", credentials, ca: "" },
  ],
  [
    "a URL, with a certificate of the client",
    { REDIS_URL: "redis://h", REDIS_CERT: "C", REDIS_KEY: "K" },
    { address: { host: "h", port: 6379 }, credentials: {}, ca: "", certificate: { cert: "C", key: "K" } },
  ],
])("by the environment: %s", (_, env, target) => {
  expect(targetOf(connectionFromEnv(env))).toEqual(target);
});

test.each<[string, () => unknown, RegExp]>([
  ["no variable", () => connectionFromEnv({}), /redis-cache env/],
  ["an address without a port", () => targetOf({ proxy: { writes: "host" } }), /"host".*host:port/],
  ["Sentinels without a name", () => targetOf({ sentinels: "a:1" }), /masterName/],
  ["a URL of another form", () => targetOf({ url: "redis+sentinel://u:secret@a:1/m" }), /^(?!.*secret).*redis:\/\//],
  ["a certificate without its key", () => targetOf({ url: "rediss://h", cert: "C" }), /key .*missing beside cert/],
  ["a folder without entries", () => targetOf({ folder: "/nowhere" }), /\/nowhere\/username/],
])("%s is refused, with a way out", (_, make, message) => expect(make).toThrow(message));

test.each(["username", "password"])("a file %s that goes is named, and keeps what was there", async (gone) => {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-entries-"));
  const entries = { url: "redis://127.0.0.1:1", username: "app", password: "p" };
  for (const [name, text] of Object.entries(entries)) writeFileSync(join(folder, name), text);
  const files: (string | undefined)[] = [];
  const client = createClient({ folder }, { redis: { lazyConnect: true }, onEvent: ({ file }) => files.push(file) });
  rmSync(join(folder, gone));
  await pWaitFor(() => files.length > 0, { timeout: 60_000 });
  expect(files).toEqual([join(folder, gone)]);
  expect(client.options).toMatchObject({ username: "app", password: "p" });
  client.disconnect();
  rmSync(folder, { recursive: true });
});
