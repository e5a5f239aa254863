import { runTool } from "../failover/local-stack";
import type { Figure } from "../figures";
import { withCopyOf } from "./instances";
import { type MachineUse, watchMachine } from "./machine-use";
import type { Tell } from "./parts";

const goalSeconds: Record<number, number> = { 4: 25, 12: 75 };

/** From nothing to the passed smoke test, and back, for stacks of so many instances, the smallest first. */
export async function measureUp(counts: readonly number[], runs: number, tell: Tell): Promise<Figure[]> {
  const figures: Figure[] = [];
  let smallest: number[] | undefined;
  for (const count of counts) {
    const { up, down } = await upAndDown(count, runs, tell);
    const each = up.map(({ coreSeconds }) => coreSeconds / count);
    const goal = goalSeconds[count];
    figures.push(
      { what: `up of ${count} instances, to the passed smoke test`, values: secondsOf(up), unit: "s", ...goalOf(goal) },
      {
        ...{ what: `up of ${count}, core-seconds an instance`, values: each, unit: "core-s" },
        // What Pulumi takes for itself is there once, so that more instances may take less each, but not more.
        ...(smallest && { beside: smallest, goal: { atMost: 1.15, of: "ratio" } }),
      },
      { what: `up of ${count}, processes started`, values: up.map(({ starts }) => starts), unit: "starts" },
      { what: `down of ${count} instances`, values: secondsOf(down), unit: "s" },
    );
    smallest ??= each;
  }
  return figures;
}

async function upAndDown(count: number, runs: number, tell: Tell) {
  const [up, down]: [MachineUse[], MachineUse[]] = [[], []];
  await withCopyOf(count, async (folder) => {
    for (let run = 1; run <= runs; run++) {
      tell(`up and down of ${count} instances, run ${run} of ${runs}`);
      up.push(await watchMachine(() => runTool(folder, "up")));
      down.push(await watchMachine(() => runTool(folder, "down")));
    }
  });
  return { up, down };
}

const secondsOf = (uses: readonly MachineUse[]) => uses.map(({ seconds }) => seconds);
const goalOf = (atMost: number | undefined) => (atMost === undefined ? {} : { goal: { atMost } });
