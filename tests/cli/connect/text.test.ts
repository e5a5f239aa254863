import { connectText } from "../../../cli/connect/text";
import type { DeployedInstance } from "../../../cli/health/deployed";

const sentinels = [26380, 26381, 26382].map((port, i) => ({ name: `cache-sentinel-${i}`, host: "127.0.0.1", port }));
const redis = [
  { name: "cache-master-0", host: "127.0.0.1", port: 6380, role: "replica" },
  { name: "cache-replica-0", host: "127.0.0.1", port: 6381, role: "master" },
];
const password = "a-password-of-app";
const instance: DeployedInstance = {
  name: "cache",
  masterName: "redis-cache",
  tls: false,
  redis,
  sentinels,
  connection: {
    url: `redis+sentinel://app:${password}@x`,
    sentinels,
    masterName: "redis-cache",
    username: "app",
    password,
  },
  opsPassword: "a-password-of-ops",
};
const view = { instance: "cache", masterName: "redis-cache", redis, sentinels };

it("shows no password", () => {
  expect(connectText("local", instance, view)).not.toContain("a-password-of");
});

it("leads redis-cli to the master in force", () => {
  expect(connectText("local", instance, view)).toContain("redis-cli -h 127.0.0.1 -p 6381 --user app ping");
});

it("tells apart the home of the master and the node that is master", () => {
  const text = connectText("local", instance, view);
  expect(text).toMatch(/cache-master-0 +127\.0\.0\.1:6380 {2}replica \(home\)$/m);
  expect(text).toMatch(/cache-replica-0 +127\.0\.0\.1:6381 {2}master$/m);
});

it("prints snippets with all that they use", () => {
  const text = connectText("local", instance, view);
  for (const needed of ['require("ioredis")', "socketTimeout", "import os", "import Sentinel", "socket_timeout"])
    expect(text).toContain(needed);
});

it("names the authority where TLS is on", () => {
  const text = connectText("local", { ...instance, tls: true }, view);
  expect(text).toContain('--tls --cacert "$REDIS_CA_FILE"');
  expect(text).toContain("enableTLSForSentinelMode: true");
  expect(text).toContain('"ssl_ca_certs": os.environ["REDIS_CA_FILE"]');
});

it("shows both addresses of the proxy with lines to run, and nothing of it without one", () => {
  const host = "127.0.0.1";
  const [writes, reads] = [7379, 7380].map((port) => ({ host, port }));
  const proxy = { name: "cache-proxy", ...writes!, readPort: 7380, healthPort: 8404 };
  const connection = {
    ...instance.connection,
    proxy: { url: `redis://app:${password}@x`, writes: writes!, reads: reads! },
  };
  const text = connectText("local", { ...instance, proxy, connection }, view);
  expect(text).toMatch(/cache-proxy +127\.0\.0\.1:7379 {2}proxy, writes$/m);
  expect(text).toMatch(/cache-proxy +127\.0\.0\.1:7380 {2}proxy, reads$/m);
  expect(text).toContain("-p 7379 --user app set greeting hello");
  expect(text).toContain("-p 7380 --user app get greeting");
  expect(text).not.toContain(password);
  expect(text).not.toContain("RESP2");
  const reading = { ...proxy, protocol: "redis" } as const;
  expect(connectText("local", { ...instance, proxy: reading, connection }, view)).toContain("by RESP2");
  expect(connectText("local", instance, view)).not.toContain("proxy");

  const terminating = connectText("local", { ...instance, proxy: { ...proxy, tls: true }, connection }, view);
  expect(terminating).toContain('-p 7379 --user app --tls --cacert "$REDIS_CA_FILE" set greeting hello');
  expect(terminating).toContain("redis-cli -h 127.0.0.1 -p 6381 --user app ping");
});

it("gives the settings that Twemproxy asks of clients, its one port, and lines that name no user", () => {
  const at = { host: "127.0.0.1", port: 7379 };
  const proxy = {
    name: "cache-proxy",
    ...at,
    readPort: 7379,
    healthPort: 8404,
    protocol: "redis",
    shard: "cache",
  } as const;
  const url = `redis://:${password}@127.0.0.1:7379/0`;
  const connection = { ...instance.connection, proxy: { url, writes: at, reads: at } };
  const text = connectText("local", { ...instance, proxy, connection }, view);
  expect(text).toMatch(/cache-proxy +127\.0\.0\.1:7379 {2}proxy, reads and writes$/m);
  expect(text.match(/:7379 /g)).toHaveLength(1);
  expect(text).toContain('REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli -h 127.0.0.1 -p 7379 set greeting hello');
  expect(text).toContain("protocol: 2, enableReadyCheck: false, disableClientInfo: true");
  expect(text).toContain("protocol=2, lib_name=None, lib_version=None");
  expect(text).not.toContain(password);
});
