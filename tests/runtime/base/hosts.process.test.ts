import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, statSync } from "node:fs";
import { promisify } from "node:util";
import pWaitFor from "p-wait-for";
import { type Cluster, closeClusters, type ClusterNode, createCluster } from "../../support/cluster";
import { shellWithNameServer, testsNames } from "../../support/cluster/host-names";
import { type Mood, NameServer } from "../../support/name-server";

const describeWithNames = testsNames() ? describe : describe.skip;

const host = `127.53.${process.pid % 250}.2`;

const own = "127.0.0.1 localhost\n::1 localhost\n";

describeWithNames("the hosts file of a pod", () => {
  let names: NameServer;
  let cluster: Cluster;
  let pod: ClusterNode;
  let all: string[];
  let follower: ChildProcess | undefined;

  beforeEach(async () => {
    names = await NameServer.open({ host, port: 53 });
    cluster = await createCluster({ nameServer: host });
    pod = cluster.home;
    all = cluster.nodes.map((node) => node.address.split(":")[0]!).sort();
  });
  afterEach(async () => {
    await endFollower();
    await closeClusters();
    await names.close();
  });

  const linesOf = (addresses: Record<string, string> = {}) =>
    own + all.map((name) => `${addresses[name] ?? "127.0.0.1"} ${name}\n`).join("");

  async function endFollower() {
    if (follower?.exitCode !== null) return;
    follower.kill();
    await once(follower, "exit");
  }

  test("is what the name server says, for all nodes", async () => {
    names.addresses[all[1]!] = "127.0.0.7";
    expect(await startPod(pod)).toBe(linesOf({ [all[1]!]: "127.0.0.7" }));
  });

  test.each<Mood>(["silent", "knows no name"])("is what it said last where it %s", async (mood) => {
    await startPod(pod);
    names.mood = mood;
    rmSync(pod.path("run", "hosts"));
    expect(await startPod(pod)).toBe(linesOf());
  });

  test.each<Mood>(["silent", "knows no name"])(
    "knows this machine alone where it %s, and never said more",
    async (mood) => {
      names.mood = mood;
      expect(await startPod(pod)).toBe(own);
    },
  );

  test("takes another address, in place, and keeps those without an answer", async () => {
    await startPod(pod);
    follower = spawn(...commandIn(pod, pod.path("scripts", "follow-hosts.sh"), String(process.pid)));
    const { ino } = statSync(pod.path("run", "hosts"));
    const changed = { [all[0]!]: "127.0.0.9" };
    Object.assign(names.addresses, changed);
    await pWaitFor(() => hostsOf(pod) === linesOf(changed), { interval: 100, timeout: 120_000 });
    names.mood = "knows no name";
    Object.assign(names.addresses, { [all[0]!]: "127.0.0.1" });
    const before = names.asked.length;
    // Two rounds, so that one is whole.
    await pWaitFor(() => names.asked.length > before + 4 * all.length, { interval: 100, timeout: 120_000 });
    expect(hostsOf(pod)).toBe(linesOf(changed));
    names.mood = "answers";
    await pWaitFor(() => hostsOf(pod) === linesOf(), { interval: 100, timeout: 120_000 });
    expect(statSync(pod.path("run", "hosts")).ino).toBe(ino);
  });
});

const hostsOf = (node: ClusterNode) => readFileSync(node.path("run", "hosts"), "utf8");

/** What its containers see as /etc/hosts. */
async function startPod(node: ClusterNode): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(...commandIn(node, "-c", "cat /etc/hosts"));
  expect(stderr).toBe("");
  return stdout;
}

function commandIn(node: ClusterNode, ...script: string[]): [string, string[], { env: NodeJS.ProcessEnv }] {
  const [command = "", ...args] = shellWithNameServer;
  const folders = ["config", "data", "run", "scripts", "secrets"].map((name) => [
    `${name.toUpperCase()}_DIR`,
    node.path(name),
  ]);
  return [
    command,
    [...args, ...script],
    { env: { PATH: process.env.PATH, ...(Object.fromEntries(folders) as Record<string, string>) } },
  ];
}
