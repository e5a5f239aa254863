import { type InstanceInput, parseStack, warnings } from "../../../configs";
import { contextOf } from "../../support/contexts";
import { findingsOf, refuses, stackOf } from "../../support/refused";

describe("in a cluster, where a pod has all ports", () => {
  refuses([
    [
      "one port for reads and writes",
      { proxy: { kind: "haproxy", port: 7000, readPort: 7000 } },
      "proxy.readPort",
      7000,
      /equals proxy\.port of the same pod/,
    ],
    [
      "the port of its health for writes",
      { proxy: { kind: "haproxy", port: 8404 } },
      "proxy.healthPort",
      8404,
      /equals proxy\.port/,
    ],
    [
      "an image of another program",
      { proxy: { kind: "envoy", image: "docker.io/library/haproxy:2.8" } },
      "proxy.image",
      "docker.io/library/haproxy:2.8",
      /holds haproxy/,
    ],
    [
      "a program that is too old",
      { proxy: { kind: "haproxy", image: "haproxy:2.4" } },
      "proxy.image",
      "haproxy:2.4",
      /older than haproxy 2\.6/,
    ],
    [
      "an image that moves",
      { proxy: { kind: "haproxy", image: "haproxy:lts" } },
      "proxy.image",
      "haproxy:lts",
      /the tag lts/,
    ],
    [
      "Redis for nobody but a proxy that is not there",
      { proxy: { exclusive: true } },
      "proxy.exclusive",
      true,
      /no proxy/,
    ],
    [
      "Twemproxy in pods",
      { preset: "pureCache", proxy: { kind: "twemproxy" } },
      "proxy.kind",
      "twemproxy",
      /no official image/,
    ],
    [
      "commands through HAProxy",
      { proxy: { kind: "haproxy", protocol: "redis" } },
      "proxy.protocol",
      "redis",
      /HAProxy .* knows no commands/,
    ],
    [
      "messages through commands that Envoy refuses",
      { preset: "messaging", proxy: { kind: "envoy", protocol: "redis" } },
      "proxy.protocol",
      "redis",
      /refuses what messages take/,
    ],
    [
      "commands inside TLS",
      { tls: { enabled: true }, proxy: { kind: "envoy", protocol: "redis" } },
      "proxy.protocol",
      "redis",
      /end TLS/,
    ],
    [
      "users whom Envoy cannot log in",
      { users: { shop: { keys: ["*"] } }, proxy: { kind: "envoy", protocol: "redis" } },
      "proxy.protocol",
      "redis",
      /as app for everybody, and refuses users shop/,
    ],
    [
      "TLS that Envoy would end",
      { tls: { enabled: true }, proxy: { kind: "envoy", tls: "endToEnd" } },
      "proxy.tls",
      "endToEnd",
      /hands connections on as they are/,
    ],
    [
      "less memory than Envoy needs",
      { proxy: { kind: "envoy", memory: "128Mi" } },
      "proxy.memory",
      "128Mi",
      /4500 connections .* may need more/,
    ],
    [
      "less memory than its connections need with TLS on both sides",
      { tls: { enabled: true }, proxy: { kind: "haproxy", tls: "endToEnd", memory: "128Mi" } },
      "proxy.memory",
      "128Mi",
      /4500 connections .* may need more/,
    ],
    [
      "plain connections to a Redis that speaks TLS only",
      { tls: { enabled: true }, proxy: { kind: "haproxy", tls: "terminate" } },
      "proxy.tls",
      "terminate",
      /Redis takes no such connection/,
    ],
    [
      "TLS to a Redis that speaks none",
      { proxy: { kind: "haproxy", tls: "endToEnd" } },
      "proxy.tls",
      "endToEnd",
      /Redis speaks none/,
    ],
    [
      "certificates of clients that Redis would not see",
      { tls: { clientCertificates: "required" }, proxy: { kind: "haproxy", tls: "terminate" } },
      "tls.clientCertificates",
      "required",
      /the proxy alone would ask for them/,
    ],
    [
      "a proxy's certificate from nowhere",
      { tls: { source: "existingSecret" }, proxy: { kind: "haproxy", tls: "terminate" } },
      "tls.secretName",
      undefined,
      /./,
    ],
    [
      "more clients than the master takes, of all pods",
      { proxy: { kind: "haproxy", replicas: 3, maxConnections: 4500 } },
      "proxy.maxConnections",
      4500,
      /3 pods of it may bring 13500 clients .* network\.maxclients \(10000\)/,
    ],
  ]);

  test.each([
    {
      proxy: { replicas: 3, maxConnections: 4500 },
      maxclients: 10_000,
      fix: "write 3300 or less, or write network.maxclients: 13600 or more",
      works: [{ maxConnections: 3300 }, { maxclients: 13_600 }],
    },
    {
      proxy: { replicas: 2, maxConnections: 11 },
      maxclients: 110,
      fix: "write network.maxclients: 122 or more",
      works: [{ maxclients: 122 }],
    },
    {
      proxy: { replicas: 20, maxConnections: 100_000 },
      maxclients: 100,
      fix: "write 49995 or less, and network.maxclients: 1000000",
      works: [{ maxConnections: 49_995, maxclients: 1_000_000 }],
    },
  ])("what to write in place of $proxy with maxclients $maxclients works", ({ proxy, maxclients, fix, works }) => {
    const findings = (maxConnections = proxy.maxConnections, clients = maxclients) =>
      findingsOf(
        stackOf({
          network: { maxclients: clients },
          proxy: { kind: "haproxy", ...proxy, maxConnections },
        }),
      );
    expect(findings()).toMatchObject([{ property: "instances.cache.proxy.maxConnections", fix }]);
    for (const way of works) expect(findings(way.maxConnections, way.maxclients)).toEqual([]);
  });

  test("memory grows with the connections, and with TLS on both sides", () => {
    const memoryOf = (proxy: InstanceInput["proxy"]) =>
      contextOf({ tls: { enabled: true }, proxy: { kind: "haproxy", ...proxy } }, "kubernetes").settings.proxy.memory;
    expect(memoryOf({})).toBe("128Mi");
    expect(memoryOf({ tls: "endToEnd" })).toBe("288Mi");
    expect(memoryOf({ maxConnections: 9_000, replicas: 1 })).toBe("128Mi");
    expect(memoryOf({ kind: "envoy" })).toBe("224Mi");
    expect(memoryOf({ maxConnections: 9_000, replicas: 1, tls: "endToEnd" })).toBe("480Mi");
  });

  test.each([
    [{}, 4500],
    [{ replicas: 3 }, 3300],
    [{ replicas: 20 }, 495],
  ])("by default the connections of all pods fit into one node: %j", (proxy, connections) => {
    const { settings } = contextOf({ proxy: { kind: "haproxy", ...proxy } }, "kubernetes");
    expect(settings.proxy.maxConnections).toBe(connections);
  });

  test("by default no more than Redis has memory for, even if idle", () => {
    const small = contextOf({ memory: { limit: "128Mi" }, proxy: { kind: "haproxy" } }, "kubernetes");
    expect(small.settings.proxy.maxConnections).toBe(1998);
  });

  test("of more, Redis would close some", () => {
    const clientBuffers = "16Mi";
    const stackWith = (maxConnections: number) =>
      stackOf({ memory: { limit: "1Gi", reserves: { clientBuffers } }, proxy: { kind: "haproxy", maxConnections } });
    const said = warnings(parseStack(stackWith(4500)));
    expect(said).toMatchObject([{ property: "instances.cache.proxy.maxConnections", value: 4500 }]);
    expect(said[0]!.fix).toMatch(/, or 4046 or less$/);
    expect(warnings(parseStack(stackWith(4046)))).toEqual([]);
  });

  test("a single pod is probably not meant", () => {
    const stack = parseStack({ instances: { cache: { proxy: { kind: "haproxy", replicas: 1 } } } });
    expect(warnings(stack)).toMatchObject([{ property: "instances.cache.proxy.replicas", value: 1 }]);
  });

  test("ports of a proxy that there is not are not looked at", () => {
    expect(() => parseStack({ instances: { cache: { proxy: { port: 8404 } } } })).not.toThrow();
  });
});
