import { existsSync } from "node:fs";
import { handOver } from "../../../cli/failover";
import type { HandOverChannel } from "../../../cli/failover/channel";
import { localChannel } from "../../../cli/failover/local-channel";
import { checkHandOver } from "../../../cli/failover/checks";
import { look } from "../../../cli/failover/look";
import type { Cluster } from "../../support/cluster";
import { closeClusters, startCluster } from "../../support/cluster";
import { deployedCluster } from "../../support/deployed-cluster";

afterEach(closeClusters);

const report = (): void => undefined;
const channelOf = (cluster: Cluster): HandOverChannel => localChannel(cluster.folder);

it("hands over to the node that is asked for, with no write refused or lost", async () => {
  const cluster = await startCluster();
  const [instance, channel] = [deployedCluster(cluster), channelOf(cluster)];
  const [from, to] = [cluster.home.name, cluster.node("replica-1").name];
  const options = { to, maxLagSeconds: 10, isAsked: (node: string) => channel.isAsked(node) };
  const checked = await checkHandOver(await look(instance), options);
  expect(checked).toMatchObject({ passed: true, candidates: [{ name: to }] });

  const { answer, client, problems } = await handOver(instance, channel, { from, to, report });
  expect(answer).toMatchObject({ outcome: "done", fields: { cause: "request", from, to } });
  expect(client).toMatchObject({ refused: {}, lost: 0 });
  expect(client.acknowledged).toBeGreaterThan(100);
  expect(problems).toEqual([]);
  expect((await cluster.master()).name).toBe(to);
});

it("tells why a script refuses, and asks it only once at a time", async () => {
  const cluster = await startCluster();
  const channel = channelOf(cluster);
  const replica = cluster.node("replica-0").name;
  const [asked, again] = [replica, replica].map((node) => channel.requestHandOver(node, undefined, report));
  await expect(again).rejects.toThrow(`${replica} has just been asked for another hand-over`);
  expect(await asked).toMatchObject({ outcome: "refused", reason: "this node is not master" });
  expect((await cluster.master()).name).toBe(cluster.home.name);
});

it("withdraws a request that no script takes", async () => {
  const cluster = await startCluster();
  const channel = channelOf(cluster);
  cluster.home.kill("script", "SIGSTOP");
  const asked = channel.requestHandOver(cluster.home.name, undefined, report);
  expect(await channel.isAsked(cluster.home.name)).toBe(true);
  await expect(asked).rejects.toThrow(/has not taken the request within 30 s; it is withdrawn/);
  expect(existsSync(cluster.home.path("run", "hand-over.request"))).toBe(false);
  cluster.home.kill("script", "SIGCONT");
});

it("asks for nothing where no writes are taken", async () => {
  const cluster = await startCluster({ input: { master: { minReplicasToWrite: 1 } } });
  const [instance, channel] = [deployedCluster(cluster), channelOf(cluster)];
  await cluster.stop([cluster.node("replica-0"), cluster.node("replica-1")]);
  const asked = handOver(instance, channel, { from: cluster.home.name, report });
  await expect(asked).rejects.toThrow(/not taken before the hand-over: NOREPLICAS/);
  expect(cluster.home.events("hand-over")).toEqual([]);
});
