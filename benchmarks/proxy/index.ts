import type { InstanceInput } from "../../configs";
import type { Figure } from "../figures";
import { type LocalStack, withLocalStack } from "../failover/local-stack";
import { describeMachine, type Machine } from "../failover/machine";
import { measureIdle } from "./idle";
import { installRedisPy } from "../failover/redis-py";
import { measureLatency } from "./latency";
import { measureMoves, type MoveRow } from "./moves";
import type { ProxyOptions, ProxyPart, Tell } from "./parts";
import { measureReloads } from "./reloads";
import { measureSaturation } from "./saturation";

export { movesTable } from "./moves";
export { type ProxyPart, proxyParts } from "./parts";

export interface ProxyReport {
  machine: Machine;
  figures: Figure[];
  moves: MoveRow[];
}

/** Redis closes clients that come in such numbers at once, where it has no memory for them. */
const memory: InstanceInput["memory"] = { limit: "2Gi", reserves: { clientBuffers: "384Mi" } };

/** Measures what HAProxy costs between clients and Redis, beside the same without it, on a stack of its own. */
export async function measureProxy(options: ProxyOptions, tell: Tell): Promise<ProxyReport> {
  const { runs, only, short, busy } = options;
  const moves = short ? Math.min(options.moves, 2) : options.moves;
  const machine = await describeMachine();
  if (only.includes("moves")) await installRedisPy(tell);
  tell("deploying stack local from a copy of the project");
  const measure: Record<Exclude<ProxyPart, "moves">, (stack: LocalStack) => Promise<Figure[]>> = {
    latency: (stack) => measureLatency(stack.instance, { runs, seconds: short ? 2 : 20 }, tell),
    saturation: (stack) => measureSaturation(stack.instance, { runs, requests: short ? 20_000 : 300_000 }, tell),
    idle: (stack) => measureIdle(stack, short ? 200 : 4_500, tell),
    reloads: (stack) => measureReloads(stack, short ? 2 : 20, tell),
  };
  return withLocalStack({ memory, proxy: { kind: "haproxy" } }, async (stack) => {
    const figures: Figure[] = [];
    const rows: MoveRow[] = [];
    for (const part of only) {
      if (part === "moves")
        rows.push(...(await measureMoves(stack, { moves, rivalMoves: Math.ceil(moves / 5), busy }, tell)));
      else figures.push(...(await measure[part](stack)));
    }
    return { machine, figures, moves: rows };
  });
}
