import { setTimeout as sleep } from "node:timers/promises";
import { waitReady } from "../failover/instance";
import { withPlainInstance } from "../failover/plain";
import type { Figure } from "../figures";
import { type Instances, withInstances } from "./instances";
import { type FolderUse, watchFolder } from "./machine-use";
import { cutPower, startNodes } from "./nodes";
import type { Tell } from "./parts";

/** After a start the Sentinels still find each other, and the nodes ask all of them. */
const settleMs = 15_000;

/** What three servers and three Sentinels use that have no scripts. */
export async function measureFloor(watchSeconds: number, tell: Tell): Promise<FolderUse> {
  tell("watching plain servers and Sentinels");
  return withPlainInstance(false, async ({ folder }) => {
    await sleep(settleMs);
    return watchFolder(folder, watchSeconds);
  });
}

/** What idle instances use, each. */
export async function measureIdle(
  counts: readonly number[],
  { floor, watchSeconds }: { floor?: FolderUse; watchSeconds: number },
  tell: Tell,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of counts) {
    await withInstances(count, async ({ nodes, deployed }) => {
      for (const instance of deployed) await waitReady(instance);
      tell(`watching ${count} idle instances`);
      await sleep(settleMs);
      const goals = { cores: 0.06, starts: 6 };
      figures.push(
        ...useFigures(`idle, ${count} instances, each`, await watchFolder(nodes, watchSeconds), count, goals),
      );
    });
  }
  const plain = floor ? useFigures("plain servers and Sentinels, idle", floor, 1) : [];
  return [...plain, ...figures.map((figure, i) => (floor ? { ...figure, beside: plain[i % 3]!.values } : figure))];
}

/** What a node uses that waits for the Sentinels, from ten seconds after its start on. */
export async function measureWaiting(tell: Tell): Promise<Figure[]> {
  return withInstances(1, async ({ nodes, deployed: [instance] }: Instances) => {
    await waitReady(instance!);
    await cutPower(nodes);
    startNodes(nodes, ({ kind }) => kind === "redis");
    tell("watching nodes that wait");
    await sleep(10_000);
    const use = await watchFolder(nodes, 20);
    startNodes(nodes, ({ kind }) => kind === "sentinel");
    return useFigures("a node that waits, after 10 s", use, instance!.redis.length, { cores: 0.02, starts: 6 });
  });
}

function useFigures(
  what: string,
  { cores, startsPerSecond, megabytes }: FolderUse,
  count: number,
  goals?: { cores: number; starts: number },
): Figure[] {
  const goal = (atMost?: number) => (atMost === undefined ? {} : { goal: { atMost } });
  return [
    { what: `${what}: processor`, values: [cores / count], unit: "core", ...goal(goals?.cores) },
    { what: `${what}: process starts`, values: [startsPerSecond / count], unit: "starts/s", ...goal(goals?.starts) },
    { what: `${what}: memory`, values: [megabytes / count], unit: "MB" },
  ];
}
