import { readFileSync } from "node:fs";
import type { Cluster, ClusterNode } from "../support/cluster";
import { closeClusters } from "../support/cluster";
import { answerOf, ask } from "../support/cluster/hand-over-request";
import { crashSteps, isTrapped, stepTrap, stopSteps, trapStep } from "../support/cluster/step-trap";
import type { Scenario } from "./scenario";
import { downAfter, settle, startUnderLoad } from "./scenario";

afterEach(closeClusters);

// Most of the time is waiting, so the instances of a test run side by side.
test("the script killed after a step, and its pod with it: one master again, no acknowledged write lost", async () => {
  await Promise.all([killAt("stop", stopSteps), killAt("crash", crashSteps)]);
});

test("the script frozen for 3 x down-after: on waking it promotes nothing and turns nobody the wrong way", async () => {
  await Promise.all([
    freezeAt("stop", stopSteps.slice(1), "server alive"),
    freezeAt("stop", stopSteps.slice(1, 5), "server dead"),
    freezeAt("crash", crashSteps, "server dead"),
  ]);
});

async function killAt(kind: string, steps: string[]): Promise<void> {
  // A new master does not stand for election after a crash, but for a stop it does.
  const environment: Record<string, string> = kind === "stop" ? { STEADY_SECONDS: "3600" } : {};
  const scenario = await startUnderLoad({ scripts: stepTrap(), newPods: true, environment });
  const { cluster } = scenario;
  for (const step of steps) {
    const master = await cluster.master();
    await reach(cluster, master, kind, step, "KILL");
    await cluster.waitFor("the script has died", () => master.exits.at(-1)?.signal === "SIGKILL");
    // What was promoted or elected, the node itself brings to its end when it is started again.
    await settle(scenario);
  }
}

async function freezeAt(kind: string, steps: string[], state: "server alive" | "server dead"): Promise<void> {
  const scenario = await startUnderLoad({ scripts: stepTrap() });
  await scenario.cluster.waitReady();
  for (const step of steps) await freezeAtOne(scenario, kind, step, state === "server dead");
}

async function freezeAtOne(scenario: Scenario, kind: string, step: string, dead: boolean): Promise<void> {
  const { cluster } = scenario;
  const old = await cluster.master();
  await reach(cluster, old, kind, step, "STOP");
  await cluster.waitFor("the script stands still", () => isStopped(old));
  if (dead && kind === "stop") old.kill("server");
  const wake = Date.now() + 3 * downAfter;
  await cluster.waitFor("3 x down-after have passed", () => Date.now() >= wake);
  const [master] = (await cluster.masters()).filter((node) => node !== old);
  const promotions = () => cluster.redis.map((node) => node.log().split("MASTER MODE enabled").length);
  const before = promotions();
  old.kill("script", "SIGCONT");
  const now = await settle(scenario);
  if (!master) return; // The old one was still in force: its script may go on, or not.
  expect([step, now.name, promotions()]).toEqual([step, master.name, before]);
}

/** The master's script does what leads to that step, and gets the signal there. */
async function reach(
  cluster: Cluster,
  master: ClusterNode,
  kind: string,
  step: string,
  signal: "KILL" | "STOP",
): Promise<void> {
  trapStep(master, step, signal);
  let request = step;
  if (kind === "stop") ask(master, request);
  else master.kill("server");
  const isAnswered = () => answerOf(master).startsWith(`${request} `);
  await cluster.waitFor(`${step} is reached`, () => {
    // Where its server was late, it has given up before.
    if (isAnswered()) ask(master, (request += "-again"));
    return isTrapped(master);
  });
  expect(isAnswered()).toBe(false);
}

function isStopped(node: ClusterNode): boolean {
  return /\) T /.test(readFileSync(`/proc/${node.scriptPid}/stat`, "utf8"));
}
