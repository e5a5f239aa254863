import { handOver } from "../../cli/failover";
import { localChannel } from "../../cli/failover/local-channel";
import { handOverText } from "../../cli/failover/text";
import type { DeployedInstance } from "../../cli/health/deployed";
import { judge } from "../../cli/health/judge";
import { observe } from "../../cli/health/observe";
import { notInForce } from "../../cli/smoke/configuration";
import { checkProxy } from "../../cli/smoke/proxy";
import type { InstanceInput } from "../../configs";
import { renderInstance } from "../../configs/render";
import type { Cluster } from "../support/cluster";
import { closeClusters, startCluster } from "../support/cluster";
import { encryptedOptions } from "../support/cluster/encrypted";
import { createShards, shardsSettled } from "../support/cluster/shards";
import { proxySettled } from "../support/cluster/proxy-view";
import { deployedCluster } from "../support/deployed-cluster";

afterAll(closeClusters);

async function startBehindProxy(proxy: InstanceInput["proxy"]): Promise<[Cluster, DeployedInstance]> {
  const { input, ...encrypted } = await encryptedOptions();
  const readsCommands = proxy?.protocol === "redis";
  const cluster = await startCluster(
    readsCommands ? { input: { proxy } } : { ...encrypted, input: { ...input, proxy } },
  );
  const instance = deployedCluster(cluster);
  await proxySettled(cluster);
  await cluster.waitFor("a proxy that follows", async () => judge(await observe(instance)).length === 0);
  return [cluster, instance];
}

it.each([
  { kind: "haproxy", read: "from a replica" },
  { kind: "envoy", read: "from a replica" },
  { kind: "envoy", protocol: "redis", read: "GET, from whom it says nothing" },
] as const)(
  "$kind $protocol is used, watched and measured as a client without Sentinels does",
  async ({ read, ...proxyInput }) => {
    const [cluster, instance] = await startBehindProxy(proxyInput);
    const [proxy] = (await observe(instance)).proxies!;
    expect(proxy).toMatchObject({ name: "cache-proxy", named: cluster.home.name, heard: 3, sentinels: 3 });
    expect(proxy!.newestWord).toBeGreaterThanOrEqual(0);

    expect(await checkProxy(instance)).toEqual([
      { name: "write through the proxy's port for writes", found: expect.stringMatching(/^SET /) as string },
      { name: "read it through the proxy's port for reads", found: read },
      { name: "a wrong password is refused through the proxy", found: "WRONGPASS" },
    ]);

    const to = cluster.node("replica-1").name;
    const options = { from: cluster.home.name, to, report: (): void => undefined };
    const moved = await handOver(instance, localChannel(cluster.folder), options);
    expect(moved).toMatchObject({ answer: { outcome: "done" }, proxyClient: { lost: 0 }, problems: [] });
    // One that reads commands promises no more than that.
    if ("protocol" in proxyInput) expect(Object.keys(moved.proxyClient!.refused).join()).not.toMatch(/READONLY/);
    else expect(moved.proxyClient!.refused).toEqual({});
    expect(handOverText(instance, moved)).toMatch(/^ {2}proxy {4}\d+ writes acknowledged, .*errors.*, longest pause/m);
    expect((await observe(instance)).proxies).toMatchObject([{ named: to, heard: 3 }]);

    await cluster.stop([cluster.proxy!]);
    expect(judge(await observe(instance))).toEqual([expect.stringMatching(/^cache-proxy does not answer: /)]);
    expect(await checkProxy(instance)).toMatchObject([{ reason: expect.stringMatching(/./) as string }]);
  },
);

it("Twemproxy is used by its clients' settings, measured in a hand-over, and watched at each shard", async () => {
  const shards = await createShards();
  for (const cluster of [shards.owner, shards.other]) cluster.start();
  await shardsSettled(shards);
  const [own, other] = [
    deployedCluster(shards.owner),
    { ...deployedCluster(shards.other), nodes: shards.owner.folder },
  ];
  expect((await observe(own)).proxies).toMatchObject([{ name: "cache-proxy", named: "cache-master-0", heard: 3 }]);
  expect((await observe(other)).proxies).toMatchObject([{ name: "cache-proxy", named: "cache2-master-0", heard: 3 }]);
  for (const instance of [own, other]) expect(judge(await observe(instance))).toEqual([]);

  expect(await checkProxy(own)).toEqual([
    { name: "write through the proxy's port for writes", found: expect.stringMatching(/^SET /) as string },
    { name: "read it through the proxy's port for reads", found: "GET, from whom it says nothing" },
    { name: "a wrong password is refused through the proxy", found: "invalid password" },
  ]);

  const to = shards.owner.node("replica-1").name;
  const options = { from: shards.owner.home.name, to, report: (): void => undefined };
  const moved = await handOver(own, localChannel(shards.owner.folder), options);
  expect(moved).toMatchObject({ answer: { outcome: "done" }, proxyClient: { lost: 0 }, problems: [] });
  expect(Object.keys(moved.proxyClient!.refused).join()).not.toMatch(/READONLY/);
});

it("is seen to have its haproxy.cfg in force", async () => {
  const [cluster, instance] = await startBehindProxy({ kind: "haproxy" });
  const place = { platform: "local", namespace: "redis", createNamespace: false, syncWaves: false } as const;
  const settings = { ...place, instances: { cache: cluster.context.settings } };
  const changed = { ...settings.instances.cache.proxy, hold: "20s" } as const;
  const options = (timeoutMs: number) => ({ timeoutMs, report: (): void => undefined });
  expect(await notInForce(instance, settings, options(0))).toEqual([]);
  const next = { ...settings, instances: { cache: { ...settings.instances.cache, proxy: changed } } };
  expect(await notInForce(instance, next, options(0))).toEqual([
    "cache-proxy: another haproxy.cfg than rendered is in force; its log says why (refused-configuration)",
  ]);
  cluster.proxy!.write("config", renderInstance({ ...cluster.context, settings: next.instances.cache }).proxy!);
  expect(await notInForce(instance, next, options(120_000))).toEqual([]);
});
