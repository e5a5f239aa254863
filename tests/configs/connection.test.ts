import fc from "fast-check";
import { instanceContext, type InstanceInput, parseStack } from "../../configs";
import { connectionEntries, connectionOf, endpointsOf, userConnectionsOf } from "../../configs/connection";
import { contextOf } from "../support/contexts";

test("the URL holds any password, in the form that every reader of URLs decodes", () => {
  const context = contextOf({});
  const [host] = connectionOf(context, {}).sentinels;
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (app) => {
      const { url } = connectionOf(context, { app });
      // A list of hosts is no URL to Node.
      const { username, password, pathname } = new URL(url.replace(/@[^/]*/, `@${host!.host}:${host!.port}`));
      expect([decodeURIComponent(username), decodeURIComponent(password)]).toEqual(["app", app]);
      expect(pathname).toBe(`/${context.masterName}/0`);
    }),
    { examples: [["S3cret/with@sign#and:more%2F?"]] },
  );
});

test("each further user has its own name and password, by the name that it logs in with", () => {
  const context = contextOf({ users: { app: {}, reports: {}, worker: { login: "worker-b" } } });
  const secrets = { app: "a", users: { reports: "r", worker: "old", "worker-b": "w" } };
  const found = Object.entries(userConnectionsOf(context, secrets)).map(([user, one]) => [
    user,
    one.username,
    one.password,
  ]);
  expect(found).toEqual([
    ["reports", "reports", "r"],
    ["worker", "worker-b", "w"],
  ]);
  expect(connectionOf(context, secrets, "reports").url).toContain("://reports:r@");
  expect(connectionOf(context, secrets)).toMatchObject({ username: "app", password: "a" });
});

describe("with Twemproxy", () => {
  const proxy = { kind: "twemproxy", shards: ["cache2"] } as const;
  const network = { port: 7600, sentinelPort: 27_600 };
  const cache = { preset: "pureCache", proxy, users: { shop: {} } } as const;
  const stack = parseStack({ platform: "local", instances: { cache, cache2: { preset: "pureCache", network } } });
  const [own, other] = ["cache", "cache2"].map((name) => instanceContext(stack, name, stack.instances[name]!));

  test("clients log in by the password of app alone, at one port, and other users not at all", () => {
    const at = { host: "127.0.0.1", port: 7379 };
    const url = "redis://:a%2Fb@127.0.0.1:7379/0";
    expect(connectionOf(own!, { app: "a/b" }).proxy).toEqual({ url, writes: at, reads: at });
    expect(connectionOf(own!, { users: { shop: "s" } }, "shop").proxy).toBeUndefined();
    expect(connectionOf(other!, { app: "a" }).proxy).toBeUndefined();
  });

  test("status finds it at each instance that it leads to", () => {
    expect(endpointsOf(own!).proxy).toMatchObject({ name: "cache-proxy", shard: "cache", protocol: "redis" });
    expect(endpointsOf(own!).proxies).toBeUndefined();
    expect(endpointsOf(other!).proxies).toMatchObject([{ name: "cache-proxy", shard: "cache2" }]);
  });
});

describe("with a proxy", () => {
  const proxy = { kind: "haproxy" } as const;

  test("every user gets its addresses, and a URL that any client reads", () => {
    const context = contextOf({ proxy, users: { reports: {} } });
    const secrets = { app: "a/b", users: { reports: "r" } };
    expect(connectionOf(context, secrets).proxy).toEqual({
      url: "redis://app:a%2Fb@127.0.0.1:7379/0",
      writes: { host: "127.0.0.1", port: 7379 },
      reads: { host: "127.0.0.1", port: 7380 },
    });
    expect(userConnectionsOf(context, secrets).reports!.proxy!.url).toBe("redis://reports:r@127.0.0.1:7379/0");
    expect(endpointsOf(context).proxy).toMatchObject({ name: "cache-proxy", port: 7379, readPort: 7380 });
  });

  test("one that reads commands says so", () => {
    const protocolOf = (proxy: InstanceInput["proxy"]) => endpointsOf(contextOf({ proxy })).proxy!.protocol;
    expect(protocolOf({ kind: "envoy", protocol: "redis" })).toBe("redis");
    expect(protocolOf({ kind: "envoy" })).toBeUndefined();
  });

  test("in a cluster it is its Service, with TLS by rediss, and the Secret has it as text", () => {
    const context = contextOf({ proxy, tls: { enabled: true } }, "kubernetes");
    const host = "cache-proxy.redis.svc.cluster.local";
    expect(connectionEntries(context, { app: "a" })).toMatchObject({
      proxyUrl: `rediss://app:a@${host}:6379/0`,
      proxyWrites: `${host}:6379`,
      proxyReads: `${host}:6380`,
    });
  });

  test("with terminate it alone has TLS, and its clients get the authority", () => {
    const context = contextOf({ proxy: { ...proxy, tls: "terminate" } });
    const tls = { ca: "authority", caKey: "", cert: "", key: "" };
    const connection = connectionOf(context, { app: "a", tls });
    expect(connection).toMatchObject({ ca: "authority", proxy: { url: "rediss://app:a@127.0.0.1:7379/0" } });
    expect(connection.url).toMatch(/^redis\+sentinel:/);
    expect(endpointsOf(context)).toMatchObject({ tls: false, proxy: { tls: true } });
  });

  test("nothing of it is there without", () => {
    const context = contextOf({});
    const all = [connectionOf(context, {}), endpointsOf(context), connectionEntries(context, {})];
    for (const one of all) expect(Object.keys(one).filter((key) => key.startsWith("proxy"))).toEqual([]);
  });
});
