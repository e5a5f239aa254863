import { join } from "node:path";
import type { DeployedInstance } from "../../cli/health/deployed";
import { hasWritten, WriteLoad } from "../../cli/load";
import { observe } from "../../cli/health/observe";
import { metWithin } from "../../cli/process/wait";
import { UserError } from "../../cli/terminal/errors";
import { waitReady } from "../failover/instance";
import { scriptOf } from "../failover/processes";
import type { Figure } from "../figures";
import { withInstances } from "./instances";
import type { Tell } from "./parts";

const writers = 10;

/**
 * All nodes are restarted at once, as `kubectl rollout restart` of all three StatefulSets does: of the replicas and of
 * the Sentinels one after the other.
 */
export async function measureRestart(runs: number, tell: Tell): Promise<Figure[]> {
  const [pauses, refusals]: [number[], number[]] = [[], []];
  await withInstances(1, async ({ nodes, deployed: [instance] }) => {
    for (let run = 1; run <= runs; run++) {
      await waitReady(instance!);
      tell(`all nodes restarted under ${writers} writers, run ${run} of ${runs}`);
      const load = new WriteLoad(instance!, writers, () => undefined);
      await load.start();
      await hasWritten(load, 100, 10_000);
      await restartAll(instance!, nodes);
      await waitReady(instance!);
      const { longestPauseMs, refused } = await load.stop();
      pauses.push(longestPauseMs / 1000);
      refusals.push(Object.values(refused).reduce((sum, count) => sum + count, 0));
    }
  });
  return [
    {
      what: "all nodes restarted at once: longest time without a write",
      values: pauses,
      unit: "s",
      goal: { atMost: 0.6 },
    },
    { what: "all nodes restarted at once: refused", values: refusals, unit: "writes", goal: { atMost: 0 } },
  ];
}

async function restartAll(instance: DeployedInstance, nodes: string): Promise<void> {
  const names = [...instance.redis, ...instance.sentinels].map(({ name }) => name);
  const sets = ["-master-", "-replica-", "-sentinel-"].map((part) => names.filter((name) => name.includes(part)));
  await Promise.all(sets.map((set) => restartEach(set.reverse(), instance, nodes)));
}

/** The highest ordinal first, each waiting for the one before, as a StatefulSet's controller does. */
async function restartEach(set: readonly string[], instance: DeployedInstance, nodes: string): Promise<void> {
  for (const name of set) {
    const before = scriptOf(join(nodes, name)).pid;
    process.kill(before, "SIGTERM");
    const back = await metWithin(
      120_000,
      async () => isAnother(join(nodes, name), before) && isUp(instance, name),
      200,
    );
    if (!back) throw new UserError(`${name} is not back two minutes after its restart.`);
  }
}

function isAnother(folder: string, before: number): boolean {
  try {
    return scriptOf(folder).pid !== before;
  } catch {
    return false; // its supervisor pauses before it starts another
  }
}

async function isUp(instance: DeployedInstance, name: string): Promise<boolean> {
  const { redis, sentinels } = await observe(instance);
  const node = redis.find((one) => one.name === name);
  if (node) return node.role === "master" || node.linked === true;
  return sentinels.find((one) => one.name === name)?.error === undefined;
}
