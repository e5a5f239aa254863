import { parse } from "yaml";
import { renderedCompose } from "../../../cli/render/compose";
import { type InstanceInput, parseStack } from "../../../configs";

interface Service {
  entrypoint: string[];
  environment: Record<string, string>;
  volumes: string[];
  ports?: string[];
  networks: Record<string, { ipv4_address?: string }>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  [field: string]: unknown;
}

interface Compose {
  services: Record<string, Service>;
  networks: Record<string, unknown>;
  volumes: Record<string, unknown>;
}

function rendered(instances: Record<string, InstanceInput>): { files: Record<string, string>; compose: Compose } {
  const files = renderedCompose(parseStack({ platform: "docker", instances }), Object.keys(instances));
  return { files, compose: parse(files["compose.yaml"]!) as Compose };
}

const proxy = { kind: "haproxy" } as const;

it("has only what both Composes know", () => {
  const { compose } = rendered({ cache: { proxy } });
  expect(Object.keys(compose)).toEqual(["services", "networks", "volumes"]);
  const checks = Object.values(compose.services).flatMap(({ healthcheck }) => Object.keys(healthcheck ?? {}));
  expect([...new Set(checks)].sort()).toEqual(["interval", "retries", "start_period", "test", "timeout"]);
});

it("gives no container a right, and each a limit", () => {
  const { services } = rendered({ cache: { proxy } }).compose;
  const names = ["master-0", "replica-0", "replica-1", "sentinel-0", "sentinel-1", "sentinel-2"];
  const exporters = names.map((name) => `cache-${name}-exporter`);
  expect(Object.keys(services)).toEqual([...names.map((name) => `cache-${name}`), ...exporters, "cache-proxy"].sort());
  for (const service of Object.values(services)) {
    expect(service).toMatchObject({
      user: "999:999",
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      restart: "unless-stopped",
      stop_signal: "SIGTERM",
      stop_grace_period: expect.stringMatching(/^\d+s$/) as string,
      mem_limit: expect.any(Number) as number,
      cpus: expect.any(Number) as number,
    });
    expect(service.memswap_limit).toBe(service.mem_limit);
  }
});

it("makes nodes anew one after the other, and the home of the master last", () => {
  const { services } = rendered({ cache: { proxy } }).compose;
  const after = (name: string) => Object.keys(services[name]!.depends_on ?? {});
  expect(after("cache-replica-0")).toEqual([]);
  expect(after("cache-replica-1")).toEqual(["cache-replica-0"]);
  expect(after("cache-master-0")).toEqual(["cache-replica-1"]);
  expect(after("cache-sentinel-2")).toEqual(["cache-sentinel-1"]);
  expect(after("cache-proxy")).toEqual(["cache-master-0"]);
});

it("has a script that makes them anew in that order with any Compose", () => {
  const { files } = rendered({ cache: { proxy } });
  const order = /^for name in (.*); do$/m.exec(files["roll.sh"]!)![1]!.split(" ");
  expect(order).toEqual([
    ...["cache-replica-0", "cache-replica-1", "cache-master-0", "cache-proxy"],
    ...["cache-sentinel-0", "cache-sentinel-1", "cache-sentinel-2"],
  ]);
});

it("publishes every port on the loopback address alone, by the number that it has inside", () => {
  const ports = Object.values(rendered({ cache: { proxy } }).compose.services).flatMap(({ ports = [] }) => ports);
  const numbers = [6379, 6380, 6381, 26_379, 26_380, 26_381, 7379, 7380, 8404];
  expect(ports.sort()).toEqual(numbers.map((port) => `127.0.0.1:${port}:${port}`).sort());
});

it("mounts files read-only, each of which is rendered or a secret", () => {
  const { files, compose } = rendered({ cache: { proxy, tls: { enabled: true } } });
  const folders = Object.values(compose.services)
    .flatMap(({ volumes }) => volumes)
    .filter((mount) => mount.startsWith("./"));
  for (const mount of folders) {
    const [, folder, mode] = /^\.\/([^:]+):[^:]+:(.+)$/.exec(mount)!;
    expect(mode).toBe("ro");
    const isThere = Object.keys(files).some((file) => file === folder || file.startsWith(`${folder}/`));
    expect([folder, isThere || folder!.startsWith("secrets/cache/")]).toEqual([folder, true]);
  }
  expect(Object.keys(files).filter((file) => file.startsWith("secrets"))).toEqual([]);
});

it("makes a new container for what needs a restart, and none for what does not", () => {
  const checksum = (cache: InstanceInput) =>
    rendered({ cache }).compose.services["cache-master-0"]!.labels as Record<string, string>;
  const live = { memory: { policy: "allkeys-lfu" } } as const;
  expect(checksum(live)).toEqual(checksum({}));
  expect(checksum({ extra: { redis: { "io-threads": "2" } } })).not.toEqual(checksum({}));
});

it("keeps dollar signs from Compose, which reads variables behind them", () => {
  const { services } = rendered({ cache: { proxy } }).compose;
  expect(services["cache-proxy"]!.healthcheck!.test.at(-1)).toContain("case $$line in");
});

it("has a network for each instance, whose nodes have addresses in it", () => {
  const more = { network: { port: 7000, sentinelPort: 27_000, subnet: "10.1.2.0/24" } };
  const { compose } = rendered({ cache: {}, sessions: more });
  expect(compose.networks).toMatchObject({
    cache: { driver: "bridge" },
    sessions: { ipam: { config: [{ subnet: "10.1.2.0/24", gateway: "10.1.2.1", ip_range: "10.1.2.128/25" }] } },
  });
  expect(compose.services["sessions-replica-0"]!.networks).toEqual({ sessions: { ipv4_address: "10.1.2.11" } });
});

it("is for stacks of platform docker", () => {
  const settings = parseStack({ platform: "local", instances: { cache: {} } });
  expect(() => renderedCompose(settings, ["cache"])).toThrow("--format compose: redis-cache:platform is local.");
});
