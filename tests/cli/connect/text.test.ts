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
