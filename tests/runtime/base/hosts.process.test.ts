import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { promisify } from "node:util";
import pWaitFor from "p-wait-for";
import { type Cluster, closeClusters, type ClusterNode, createCluster } from "../../support/cluster";
import { shellWithNameServer, testsNames } from "../../support/cluster/host-names";
import { type Mood, NameServer, ownAddress as host } from "../../support/name-server";

const describeWithNames = testsNames() ? describe : describe.skip;

const getent = execFileSync("sh", ["-c", "command -v getent"], { encoding: "utf8" }).trim();

const until = (condition: () => boolean) => pWaitFor(condition, { interval: 100, timeout: 120_000 });

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

  function follow(node: ClusterNode, more: NodeJS.ProcessEnv = {}) {
    follower = spawn(...commandIn(node, more, node.path("scripts", "follow-hosts.sh"), String(process.pid)));
  }

  async function endFollower() {
    if (!follower) return;
    const ended = once(follower, "exit");
    follower.kill();
    await ended;
    follower = undefined;
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

  test.each<Mood>(["silent", "knows no name"])("has the others where it %s for one of them", async (mood) => {
    const [lost] = all;
    names.moods[lost!] = mood;
    expect(await startPod(pod)).toBe(linesOf().replace(`127.0.0.1 ${lost}\n`, ""));
    follow(pod);
    names.addresses[all[1]!] = "127.0.0.8";
    await until(() => hostsOf(pod) === linesOf({ [all[1]!]: "127.0.0.8" }).replace(`127.0.0.1 ${lost}\n`, ""));
    names.moods[lost!] = "answers";
    await until(() => hostsOf(pod) === linesOf({ [all[1]!]: "127.0.0.8" }));
  });

  test.each([
    ["knows no `ahosts`", '[ "$1" = hosts ] || exit 1'],
    ["ends at the first name that is not there", ""],
  ])("is made with a getent that %s, as those of Alpine", async (_, refusal) => {
    const lookUp = `for name in "$@"; do "${getent}" "$database" "$name" || exit 2; done`;
    pod.write("run", { getent: `#!/bin/sh\n${refusal}\ndatabase=$1\nshift\n${lookUp}\n` });
    chmodSync(pod.path("run", "getent"), 0o755);
    names.moods[all[0]!] = "knows no name";
    const withIt = { PATH: `${pod.path("run")}:${process.env.PATH}` };
    expect(await startPod(pod, withIt)).toBe(linesOf().replace(`127.0.0.1 ${all[0]}\n`, ""));
    follow(pod, withIt);
    names.addresses[all[1]!] = "127.0.0.8";
    await until(() => hostsOf(pod).includes(`127.0.0.8 ${all[1]}\n`));
  });

  test("leaves names out that are no longer the instance's", async () => {
    await startPod(pod);
    pod.edit("config", "instance.env", (text) => text.replaceAll(/ ?cache-replica-1=[^ "'\n]+/g, ""));
    await startPod(pod);
    expect(hostsOf(pod)).toBe(linesOf().replace(/^.*cache-replica-1.*\n/m, ""));
  });

  test("follows also where the data volume takes no file", async () => {
    await startPod(pod);
    mkdirSync(pod.path("data", "hosts.new"));
    follow(pod);
    for (const address of ["127.0.0.9", "127.0.0.1"]) {
      names.addresses[all[0]!] = address;
      await until(() => hostsOf(pod) === linesOf({ [all[0]!]: address }));
    }
  });

  test("takes another address, in place, and keeps those without an answer", async () => {
    await startPod(pod);
    follow(pod);
    const { ino } = statSync(pod.path("run", "hosts"));
    const changed = { [all[0]!]: "127.0.0.9" };
    Object.assign(names.addresses, changed);
    await until(() => hostsOf(pod) === linesOf(changed));
    names.mood = "knows no name";
    Object.assign(names.addresses, { [all[0]!]: "127.0.0.1" });
    const before = names.asked.length;
    // Two rounds, so that one is whole.
    await until(() => names.asked.length > before + 4 * all.length);
    expect(hostsOf(pod)).toBe(linesOf(changed));
    names.mood = "answers";
    await until(() => hostsOf(pod) === linesOf());
    expect(statSync(pod.path("run", "hosts")).ino).toBe(ino);
  });
});

const hostsOf = (node: ClusterNode) => readFileSync(node.path("run", "hosts"), "utf8");

/** What its containers see as /etc/hosts. */
async function startPod(node: ClusterNode, more: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(...commandIn(node, more, "-c", "cat /etc/hosts"));
  expect(stderr).toBe("");
  return stdout;
}

type Command = [string, string[], { env: NodeJS.ProcessEnv }];

function commandIn(node: ClusterNode, more: NodeJS.ProcessEnv, ...script: string[]): Command {
  const [command = "", ...args] = shellWithNameServer;
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, ...more };
  for (const name of ["config", "data", "run", "scripts", "secrets"])
    env[`${name.toUpperCase()}_DIR`] = node.path(name);
  return [command, [...args, ...script], { env }];
}
