import { describeMachine, type Machine } from "../failover/machine";
import { measureCommands } from "./commands";
import type { Figure } from "../figures";
import { burdens, measureHandOvers } from "./hand-over";
import type { ScaleOptions, Tell } from "./parts";
import { measurePowerCut } from "./power-cut";
import { measurePreview } from "./preview";
import { measureRestart } from "./restart";
import { measureFloor, measureIdle, measureWaiting } from "./running";
import { measureUp } from "./up";

export { scaleParts, type ScalePart } from "./parts";

export interface ScaleReport {
  machine: Machine;
  figures: Figure[];
}

/** Measures what instances cost, and how that grows, on stacks of its own. */
export async function measureScale({ runs, only, short }: ScaleOptions, tell: Tell): Promise<ScaleReport> {
  const machine = await describeMachine();
  const watchSeconds = short ? 20 : 60;
  const counts = short ? [1] : [1, 4, 12];
  const floor = only.includes("floor") ? await measureFloor(watchSeconds, tell) : undefined;
  const parts: Record<string, () => Promise<Figure[]>> = {
    floor: () => measureIdle(only.includes("idle") ? counts : [], { floor, watchSeconds }, tell),
    idle: () => (floor ? Promise.resolve([]) : measureIdle(counts, { watchSeconds }, tell)),
    waiting: () => measureWaiting(tell),
    up: () => measureUp(counts, runs, tell),
    "power-cut": () => measurePowerCut(short ? [1] : [1, 4], runs, tell),
    restart: () => measureRestart(runs, tell),
    "hand-over": () => measureHandOvers(burdens(short), runs, tell),
    commands: async () => [
      ...(await measurePreview(runs, tell)),
      ...(await measureCommands(short ? [1, 10] : [1, 10, 50], runs, tell)),
    ],
  };
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if ((only as readonly string[]).includes(name)) figures.push(...(await measure()));
  }
  return { machine, figures };
}
