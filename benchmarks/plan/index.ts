import { estimate, type Shape, tableFor } from "../../capacity";
import { loadWhole, measure } from "../../cli/plan/measure";
import { serverVersion } from "../../cli/server/probe";
import { withScratchServer } from "../../cli/server/scratch";
import type { Case } from "./cases";

/** What a data set took, and by how much the two ways to know that beforehand were wrong. */
export interface PlanRow {
  what: string;
  server: string;
  keys: number;
  /** Of used_memory. */
  bytes: number;
  /** Share by which the table's estimate was too high, or, below 0, too low. */
  table: number;
  /** The same of --measure. */
  sample: number;
}

/** A sixteenth of the elements: with as many as --measure takes by itself the sample would be the whole. */
const sampleShare = 1 / 16;

/** Tries every case on each server that has a table of its own. */
export async function measurePlan(
  cases: readonly Case[],
  binaries: readonly string[],
  tell: (text: string) => void,
): Promise<PlanRow[]> {
  const rows: PlanRow[] = [];
  for (const binary of binaries) {
    const version = serverVersion(binary);
    const choice = tableFor(version);
    if (!choice?.exact) continue;
    for (const { what, shape } of cases) {
      const bytes = await wholeOf(binary, shape);
      const { data } = await measure(binary, shape, {
        elements: shape.keys * shape.elements * sampleShare,
        bytes: Infinity,
      });
      const wrong = (guess: number) => guess / bytes - 1;
      const row = { table: wrong(estimate(choice.table, shape).dataBytes), sample: wrong(data.dataBytes) };
      rows.push({ what, server: `${version.engine} ${version.version}`, keys: shape.keys, bytes, ...row });
      tell(`${what}: ${JSON.stringify(rows.at(-1))}`);
    }
  }
  return rows;
}

function wholeOf(binary: string, shape: Shape): Promise<number> {
  return withScratchServer(binary, (server) => loadWhole(server, shape));
}
