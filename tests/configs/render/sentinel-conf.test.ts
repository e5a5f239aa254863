import { renderSentinelConf } from "../../../configs/render/sentinel-conf";
import type { InstanceInput } from "../../../configs/settings/instance";
import type { Platform } from "../../../configs/settings/stack";
import { contextOf } from "../../support/contexts";

const lines = (input: InstanceInput = {}, platform?: Platform) =>
  renderSentinelConf(contextOf(input, platform)).split("\n");

it("watches the master of the instance", () => {
  expect(lines()).toEqual(
    expect.arrayContaining([
      "sentinel monitor redis-cache 127.0.0.1 6379 2",
      "sentinel down-after-milliseconds redis-cache 5000",
      "sentinel failover-timeout redis-cache 10000",
      "sentinel parallel-syncs redis-cache 1",
    ]),
  );
});

it("works with names, which outlive addresses", () => {
  const text = lines({}, "kubernetes");
  expect(text).toContain("sentinel monitor redis-cache cache-master-0.redis.svc.cluster.local 6379 2");
  expect(text).toEqual(expect.arrayContaining(["sentinel announce-hostnames yes", "sentinel resolve-hostnames yes"]));
});

it("fails over a master that was restarted and loads, where the version can", () => {
  const option = "sentinel master-reboot-down-after-period redis-cache 1000";
  expect(lines({ server: { engine: "redis", version: "7.0" } })).toContain(option);
  expect(lines({ server: { engine: "valkey", version: "8.1" } })).toContain(option);
  expect(lines({ server: { engine: "redis", version: "6.2" } })).not.toContain(option);
});

it("runs no scripts that someone could set from outside", () => {
  expect(lines()).toContain("sentinel deny-scripts-reconfig yes");
});

it("connects by TLS where the instance uses TLS", () => {
  expect(lines({ tls: { enabled: true } })).toContain("tls-replication yes");
  expect(lines().filter((line) => line.startsWith("tls-"))).toEqual([]);
});

it("puts extra directives in a section of their own, in place of others of the same name", () => {
  const text = lines({ extra: { sentinel: { loglevel: "verbose" } } });
  expect(text.slice(text.indexOf("# --- extra"))).toEqual(["# --- extra", "loglevel verbose", ""]);
  expect(text).not.toContain("loglevel notice");
});
