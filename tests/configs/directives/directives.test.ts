import type { ServerVersion } from "../../../configs/directives";
import {
  directive,
  directiveNames,
  isIgnored,
  isKnownServer,
  liveness,
  sentinelOption,
  servers,
} from "../../../configs/directives";

const redis = (version: string): ServerVersion => ({ engine: "redis", version });
const valkey = (version: string): ServerVersion => ({ engine: "valkey", version });

it("covers nine versions of Redis and five of Valkey", () => {
  expect(servers().map(({ engine, version }) => `${engine} ${version}`)).toEqual([
    ...["6.2", "7.0", "7.2", "7.4", "8.0", "8.2", "8.4", "8.6", "8.8"].map((version) => `redis ${version}`),
    ...["7.2", "8.0", "8.1", "9.0", "9.1"].map((version) => `valkey ${version}`),
  ]);
});

it("takes a patch release for its version", () => {
  expect(isKnownServer(redis("7.0.15"))).toBe(true);
  expect(isKnownServer(redis("5.0"))).toBe(false);
  expect(directive(redis("7.0.15"), "maxclients")).toEqual(directive(redis("7.0"), "maxclients"));
});

it("finds a directive by its alias and in any case", () => {
  expect(directive(redis("7.0"), "slave-priority")?.name).toBe("replica-priority");
  expect(directive(valkey("8.0"), "masterauth")?.name).toBe("primaryauth");
  expect(directive(redis("8.2"), "masterauth")?.name).toBe("masterauth");
  expect(directive(redis("7.0"), "MaxMemory")?.name).toBe("maxmemory");
});

it("knows a directive only in the versions that have it", () => {
  expect(directive(redis("6.2"), "shutdown-timeout")).toBeUndefined();
  expect(directive(redis("7.0"), "shutdown-timeout")).toMatchObject({ type: "int", default: "10", min: 0n });
  expect(directiveNames(redis("6.2"))).not.toContain("shutdown-timeout");
  expect(directive(redis("8.2"), "commandlog-execution-slower-than")).toBeUndefined();
});

it.each([
  [redis("6.2"), "acl-pubsub-default", "allchannels"],
  [redis("7.0"), "acl-pubsub-default", "resetchannels"],
  [valkey("7.2"), "repl-backlog-size", "1048576"],
  [valkey("8.0"), "repl-backlog-size", "10485760"],
])("gives the default of %j for %s", (server, name, value) => {
  expect(directive(server, name)?.default).toBe(value);
});

it.each([
  [redis("8.2"), "maxmemory", true],
  [redis("8.2"), "databases", false],
  [redis("8.2"), "io-threads", false],
  [valkey("9.0"), "io-threads", true],
  [redis("6.2"), "dir", true],
  [redis("7.0"), "dir", "protected"],
  [redis("7.0"), "user", "ACL SETUSER"],
  [redis("7.0"), "no-such-directive", undefined],
])("tells how it changes live: %j %s is %s", (server, name, live) => {
  expect(liveness(server, name)).toBe(live);
});

it("keeps limits exact that JSON rounds", () => {
  expect(directive(redis("7.0"), "acllog-max-len")?.max).toBe(2n ** 63n - 1n);
  expect(directive(redis("7.0"), "maxmemory")?.max).toBe(2n ** 64n - 1n);
});

it("tells what a version ignores in a file", () => {
  expect(isIgnored(valkey("8.1"), "dynamic-hz")).toBe(true);
  expect(isIgnored(redis("8.2"), "dynamic-hz")).toBe(false);
});

it("marks what holds a password", () => {
  expect(directive(redis("7.0"), "masterauth")?.sensitive).toBe(true);
  expect(directive(redis("7.0"), "tls-key-file-pass")?.sensitive).toBe(false);
  expect(directive(redis("7.4"), "tls-key-file-pass")?.sensitive).toBe(true);
  expect(sentinelOption(redis("7.0"), "auth-pass")?.sensitive).toBe(true);
});

it("knows Sentinel's options per version", () => {
  expect(sentinelOption(redis("6.2"), "master-reboot-down-after-period")).toBeUndefined();
  expect(sentinelOption(redis("7.0"), "master-reboot-down-after-period")?.scope).toBe("master");
  expect(sentinelOption(redis("7.0"), "announce-hostnames")?.scope).toBe("global");
  expect(sentinelOption(redis("7.0"), "known-replica")?.file).toBe(false);
});
