import fc from "fast-check";
import { defaultSubnet } from "../../../configs/instance/bridge";
import { findingsOf, refuses } from "../../support/refused";

refuses([
  [
    "a domain with a dot at its end",
    { network: { clusterDomain: "cluster.local." } },
    "network.clusterDomain",
    "cluster.local.",
    /single dots between them/,
  ],
  ["a port that needs root", { network: { port: 379 } }, "network.port", 379, /need root/],
  ["a port beyond the last", { network: { port: 70_000 } }, "network.port", 70_000, /at most 65535/],
  ["the exporter's port", { network: { port: 9121 } }, "network.port", 9121, /port of the exporter/],
  ["the exporter's port for Sentinels", { network: { sentinelPort: 9121 } }, "network.sentinelPort", 9121, /exporter/],
  [
    "fewer clients than nodes",
    { network: { maxclients: 100 }, replicas: { min: 50 } },
    "network.maxclients",
    100,
    /118 connections to the master/,
  ],
  ["equal ports", { network: { sentinelPort: 6379 } }, "network.sentinelPort", 6379, /equals network\.port/],
  [
    "a keepalive in parts of a second",
    { network: { tcpKeepalive: "500ms" } },
    "network.tcpKeepalive",
    "500ms",
    /whole seconds/,
  ],
  ["a timeout as a number", { network: { timeout: 60 } }, "network.timeout", 60, /whole number of ms, s, m, h or d/],
  [
    "too few clients for the nodes themselves",
    { network: { maxclients: 10 } },
    "network.maxclients",
    10,
    /at least 100/,
  ],
]);

describe("on this machine", () => {
  refuses(
    [
      [
        "a last replica beyond the last port",
        { network: { port: 65_534 } },
        "network.port",
        65_534,
        /would have port 65536/,
      ],
      [
        "Sentinels on the ports of replicas",
        { network: { sentinelPort: 6381 } },
        "network.sentinelPort",
        6381,
        /6381-6383 overlaps 6379-6381/,
      ],
    ],
    { platform: "local" },
  );
});

describe("in Docker", () => {
  refuses(
    [
      [
        "a network that is not private",
        { network: { subnet: "8.8.8.0/24" } },
        "network.subnet",
        "8.8.8.0/24",
        /private/,
      ],
      ["one of another size", { network: { subnet: "10.0.0.0/8" } }, "network.subnet", "10.0.0.0/8", /256 addresses/],
      [
        "one within the engine's own",
        { network: { subnet: "172.17.3.0/24" } },
        "network.subnet",
        "172.17.3.0/24",
        /Docker's own network/,
      ],
      ["more replicas than addresses", { replicas: { min: 90 } }, "replicas.min", 90, /more replicas than/],
      [
        "Sentinels on the ports of replicas, which are the host's",
        { network: { sentinelPort: 6381 } },
        "network.sentinelPort",
        6381,
        /6381-6383 overlaps 6379-6381/,
      ],
      ["autoscaling", { autoscaling: {}, replicas: { max: 5 } }, "autoscaling", undefined, /platform is docker/],
      ["backups", { backup: { server: {} } }, "backup", undefined, /platform is docker/],
      [
        "an end of following",
        { bootstrap: { replicaOf: { host: "old" } } },
        "bootstrap",
        undefined,
        /platform is docker/,
      ],
      ["Envoy", { proxy: { kind: "envoy" } }, "proxy.kind", "envoy", /platform is docker/],
      [
        "passwords of a cluster",
        { secrets: { source: "existingSecret", secretName: "users" } },
        "secrets.source",
        "existingSecret",
        /platform is docker/,
      ],
    ],
    { platform: "docker" },
  );

  test("the network that any instance has by default is none of the engine's own", () => {
    fc.assert(
      fc.property(fc.string(), (masterName) => {
        const subnet = defaultSubnet(masterName);
        expect(findingsOf({ platform: "docker", instances: { a: { network: { subnet } } } })).toEqual([]);
      }),
    );
  });

  test("two instances in one network", () => {
    const network = (port: number) => ({ subnet: "10.1.2.0/24", port, sentinelPort: port + 1000 });
    const instances = { a: { network: network(7000) }, b: { network: network(9000) } };
    expect(findingsOf({ platform: "docker", instances })).toMatchObject([
      { property: "instances.b.network.subnet", value: "10.1.2.0/24", reason: "is that of instance a" },
    ]);
  });
});

const ports = fc.integer({ min: 64_000, max: 65_535 });
/** An instance whose own ports clash is told so by a rule that knows no other one. */
const networks = fc
  .record({ port: ports, sentinelPort: ports })
  .filter(({ port, sentinelPort }) => Math.abs(port - sentinelPort) > 10);

test("a port that is offered in place of a taken one is free, and not beyond the last", () => {
  fc.assert(
    fc.property(networks, networks, (a, b) => {
      const findings = (other: typeof b) =>
        findingsOf({ platform: "local", instances: { a: { network: a }, b: { network: other } } });
      for (const { property, fix } of findings(b)) {
        const [, name, port] =
          /^instances\.b\.network\.(\w+) (?:.*, )?write a port from (\d+) on$/.exec(`${property} ${fix}`) ?? [];
        if (name === undefined) continue;
        const after = findings({ ...b, [name]: Number(port) });
        expect(after.filter((one) => one.property === property)).toEqual([]);
      }
    }),
  );
});
