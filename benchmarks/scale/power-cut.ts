import { performance } from "node:perf_hooks";
import { waitReady } from "../failover/instance";
import type { Figure } from "../figures";
import { withInstances } from "./instances";
import { allServe, cutPower, startNodes } from "./nodes";
import type { Tell } from "./parts";

const goalSeconds: Record<number, number> = { 4: 20 };

/** All processes of all instances end at once and are started again: until an application can write to each. */
export async function measurePowerCut(counts: readonly number[], runs: number, tell: Tell): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of counts) {
    const values: number[] = [];
    await withInstances(count, async ({ nodes, deployed }) => {
      for (let run = 1; run <= runs; run++) {
        for (const instance of deployed) await waitReady(instance);
        tell(`power cut of ${count} instances, run ${run} of ${runs}`);
        await cutPower(nodes);
        const began = performance.now();
        startNodes(nodes);
        await allServe(deployed);
        values.push((performance.now() - began) / 1000);
      }
    });
    figures.push({
      what: `power cut of ${count} instances, until all take writes`,
      values,
      unit: "s",
      ...(goalSeconds[count] !== undefined && { goal: { atMost: goalSeconds[count] } }),
    });
  }
  return figures;
}
