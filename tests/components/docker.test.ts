import * as pulumi from "@pulumi/pulumi";
import { RedisCache } from "../../components";
import { type InstanceInput, type InstanceSecrets, userNames } from "../../configs";
import { changedInPlace } from "../../review/containers";
import replacedBy from "../support/docker/provider/replaced-by.json";
import { deploy, type Deployment, find } from "../support/mocks";

const passwords = Object.fromEntries(userNames.map((user) => [user, `password-of-${user}-1234`]));
const tls = { ca: "text-of-ca", caKey: "text-of-caKey", cert: "text-of-cert", key: "text-of-key" };
const secrets = pulumi.secret({ ...passwords, tls } as unknown as InstanceSecrets);
const containerType = "docker:index/container:Container";

function cacheInDocker(settings: InstanceInput, localDirectory = "/nodes"): Promise<Deployment<RedisCache>> {
  const args = { platform: "docker" as const, settings, secrets, localDirectory };
  return deploy((capture) => new RedisCache("cache", args, capture));
}

const withAll: InstanceInput = { proxy: { kind: "haproxy" }, tls: { enabled: true }, cpu: { limit: "1" } };

test("an instance is containers with exporters, their volumes, a network and the folders that they mount", async () => {
  const { resources } = await cacheInDocker(withAll);
  const of = (type: string) => resources.filter((one) => one.type === type).map(({ name }) => name);
  const nodes = [
    "cache-master-0",
    "cache-replica-0",
    "cache-replica-1",
    ...[0, 1, 2].map((i) => `cache-sentinel-${i}`),
  ];
  const exporters = nodes.map((node) => `${node}-exporter`);
  expect(of(containerType).sort()).toEqual([...nodes, ...exporters, "cache-proxy-0"].sort());
  expect(of("docker:index/network:Network")).toEqual(["cache-network"]);
  expect(of("docker:index/remoteImage:RemoteImage")).toHaveLength(3);
  const volumes = nodes.flatMap((node) => [`${node}-data`, `${node}-login`]);
  expect(of("docker:index/volume:Volume").sort()).toEqual(volumes.sort());
  expect(of("redis-local:index:Folder").sort()).toEqual(
    ["names", "proxy", "proxy-scripts", "proxy-secrets", "redis", "scripts", "secrets", "sentinel", "tls"].map(
      (what) => `cache-${what}`,
    ),
  );
});

test("a container has no rights, no root to write to, and a limit for all that it may take", async () => {
  const deployment = await cacheInDocker(withAll);
  for (const { inputs } of deployment.resources.filter(({ type }) => type === containerType)) {
    expect(inputs).toMatchObject({
      user: "999:999",
      readOnly: true,
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      restart: "unless-stopped",
    });
    expect(inputs.memory).toBeGreaterThan(0);
    expect(inputs.memorySwap).toBe(inputs.memory);
  }
  expect(find(deployment, "cache-master-0").inputs).toMatchObject({
    name: "redis-cache-master-0",
    hostname: "cache-master-0",
    stopSignal: "SIGTERM",
    destroyGraceSeconds: 60,
    wait: true,
  });
});

test("replicas are made one after the other, and before the home of the master", async () => {
  const { options, result } = await cacheInDocker({});
  const [first] = result.replicas.nodes;
  expect(options.get("cache-replica-1")!.dependsOn).toContain(first);
  expect(options.get("cache-master")!.dependsOn).toContain(result.replicas);
  expect(options.get("cache-replica-0")).toMatchObject({ deleteBeforeReplace: true });
});

test("passwords are in folders marked as secret, and nowhere else", async () => {
  const { resources } = await cacheInDocker(withAll);
  const holding = resources.filter(({ inputs }) => /password-of-|text-of-/.test(JSON.stringify(inputs)));
  expect(holding.map(({ name }) => name).sort()).toEqual(["cache-proxy-secrets", "cache-secrets", "cache-tls"]);
  for (const { secretInputs } of holding) expect(secretInputs).toEqual(["files"]);
  expect(JSON.stringify(resources)).not.toContain("text-of-caKey");
});

test("kept data outlive the stack, and nothing else does", async () => {
  const { options } = await cacheInDocker({ storage: { keep: true } });
  expect(options.get("cache-master-0-data")).toMatchObject({ retainOnDelete: true });
  expect(options.get("cache-master-0-login")).toMatchObject({ retainOnDelete: false });
  const others = await cacheInDocker({ storage: { keep: false } });
  expect(others.options.get("cache-master-0-data")).toMatchObject({ retainOnDelete: false });
});

test("gives only inputs that the plugin has, and the review knows which of them replace", async () => {
  const { resources } = await cacheInDocker(withAll);
  const schema = replacedBy as unknown as Record<string, Record<string, boolean>>;
  const inPlace = new Set<string>();
  for (const { type, inputs } of resources.filter(({ type }) => type.startsWith("docker:"))) {
    for (const name of Object.keys(inputs)) {
      expect([type, name, typeof schema[type]?.[name]]).toEqual([type, name, "boolean"]);
      if (type === containerType && !schema[type]![name]) inPlace.add(name);
    }
  }
  expect([...inPlace].sort()).toEqual([...changedInPlace].sort());
});

test("refuses a folder that is none", async () => {
  await expect(cacheInDocker({}, "nodes")).rejects.toThrow(/^localDirectory[^]*"nodes"[^]*absolute path/);
});
