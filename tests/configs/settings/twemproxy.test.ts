import { type InstanceInput, parseStack, warnings } from "../../../configs";
import { expectRefusal, findingsOf, refuses, stackOf } from "../../support/refused";

const here = { platform: "local" } as const;
const twemproxy = { kind: "twemproxy" } as const;
const shard: InstanceInput = { preset: "pureCache" };
const owner = (proxy: InstanceInput["proxy"] = {}, more: InstanceInput = {}): InstanceInput => ({
  ...shard,
  ...more,
  proxy: { ...twemproxy, ...proxy },
});

/** On ports of its own. */
const other = (more: InstanceInput = {}): InstanceInput => ({
  ...shard,
  network: { port: 7600, sentinelPort: 27_600 },
  ...more,
});

const stack = (proxy: InstanceInput["proxy"], cache2: InstanceInput = other(), more: object = {}) => ({
  ...here,
  instances: { cache: owner(proxy), cache2, ...more },
});

describe("what Twemproxy cannot do", () => {
  refuses(
    [
      [
        "an append-only file",
        { proxy: twemproxy },
        "persistence.mode",
        "aofAndRdb",
        /rights of app; with those a server runs the transactions in its append-only file.*redis#14541/,
      ],
      ["TLS", owner({}, { tls: { enabled: true } }), "tls.enabled", true, /speaks no TLS/],
      ["TLS that ends at it", owner({ tls: "terminate" }), "proxy.tls", "terminate", /speaks no TLS/],
      ["a port for reads", owner({ readPort: 7500 }), "proxy.readPort", 7500, /one port for reads and writes, 7379/],
      ["Envoy's protocol", owner({ protocol: "redis" }), "proxy.protocol", "redis", /with Envoy alone/],
    ],
    here,
  );

  test("messages: what they take, and the file that keeps them", () => {
    const findings = findingsOf(stackOf({ preset: "messaging", proxy: twemproxy }, here));
    expect(findings.map(({ property, reason }) => `${property} ${reason}`)).toEqual([
      expect.stringMatching(/^instances\.cache\.proxy\.kind .*SUBSCRIBE/),
      expect.stringMatching(/^instances\.cache\.persistence\.mode .*append-only file/),
    ]);
  });

  test.each([
    ["docker", /platform is docker/],
    ["kubernetes", /no official image/],
  ] as const)("to run on platform %s", (platform, reason) => {
    expectRefusal(stackOf(owner(), { platform }), "instances.cache.proxy.kind", "twemproxy", reason);
  });
});

describe("its shards", () => {
  const at = "instances.cache.proxy.shards.0";

  test("are instances of the stack, none of them twice", () => {
    expect(findingsOf(stack({ shards: ["cache2"] }))).toEqual([]);
    expectRefusal(stack({ shards: ["cach2"] }), at, "cach2", /no instance of the stack/);
    expectRefusal(stack({ shards: ["cache"] }), at, "cache", /is this instance/);
    const twice = stack({ shards: ["cache2", "cache2"] });
    expectRefusal(twice, "instances.cache.proxy.shards.1", "cache2", /twice/);
  });

  test("keep no append-only file, and speak no TLS", () => {
    const aof = other({ preset: "cache" });
    const tls = other({ tls: { enabled: true } });
    expectRefusal(stack({ shards: ["cache2"] }, aof), "instances.cache2.persistence.mode", "aofAndRdb", /Twemproxy of/);
    expectRefusal(stack({ shards: ["cache2"] }, tls), "instances.cache2.tls.enabled", true, /speaks no TLS/);
    expect(findingsOf(stack({}, aof))).toEqual([]);
  });

  test("have one Twemproxy", () => {
    const second = other({ proxy: { ...twemproxy, port: 7700, healthPort: 7701 } });
    expectRefusal(
      stack({ shards: ["cache2"] }, second),
      "instances.cache2.proxy",
      "twemproxy",
      /leads to cache2 too, which is a shard of the Twemproxy of cache/,
    );
  });
});

test("what it does nothing with is told, and who cannot log in", () => {
  const said = (input: InstanceInput) =>
    warnings(parseStack(stackOf(input, here))).map(({ property, reason }) => `${property}: ${reason}`);
  expect(said(owner())).toEqual([]);
  expect(said(owner({ reads: "any", threads: 2 }))).toEqual([
    expect.stringMatching(/cache\.proxy\.reads: has no effect: Twemproxy/),
    expect.stringMatching(/cache\.proxy\.threads: has no effect: Twemproxy/),
  ]);
  expect(said(owner({}, { users: { shop: { keys: ["*"] } } }))).toEqual([
    expect.stringMatching(/cache\.users: cannot log in to Twemproxy/),
  ]);
  expect(said({ proxy: { shards: ["cache2"] } })).toEqual([expect.stringMatching(/only Twemproxy shares out keys/)]);
});
