import type { Cluster } from "../../tests/support/cluster";
import { Applications, type Kind } from "../../tests/support/network/applications";
import { Takers } from "../../tests/support/network/takers";
import { judge } from "../history/judge";
import { Registers } from "../history/registers";
import { instanceOf, type Row } from "./rows";

/** What one cause has cost. */
export interface Measured {
  /** How long two nodes took writes at the same time. */
  overlapMs: number;
  /** Acknowledged writes from shortly before it until all was well again. */
  written: Record<Kind, number>;
  /** Those of them that the master does not hold at the end. */
  lost: Record<Kind, number>;
  /** Keys of which one copy could not have answered so. */
  notAsOneCopy: string[];
  /** The longest time in which no node took a write. */
  closedMs: number;
  /** From the end of the cause until all was well again. */
  recoveryMs: number;
}

/** One instance under load, one cause. */
export async function measure(cluster: Cluster, row: Row, ms: number): Promise<Measured> {
  cluster.start();
  await cluster.waitReady();
  const applications = new Applications(cluster);
  const takers = new Takers(cluster);
  const registers = new Registers(cluster);
  try {
    await cluster.waitFor("writes", () => applications.count("plain") > 100 && applications.count("WAIT 1") > 100);
    const instance = await instanceOf(cluster);
    const since = Date.now();
    await row.apply(instance, ms);
    const healedAt = Date.now();
    await cluster.waitHealthy();
    const recoveryMs = Date.now() - healedAt;
    const [overlapMs, closedMs] = [takers.overlapSince(since), takers.longestGapSince(since)];
    await Promise.all([applications.stop(), registers.stop()]);
    const written = { plain: applications.count("plain"), "WAIT 1": applications.count("WAIT 1") };
    const lost = await applications.lostOn(await cluster.master());
    const notAsOneCopy = await judge(registers.operations);
    return { overlapMs, written, lost, notAsOneCopy, closedMs, recoveryMs };
  } finally {
    await Promise.all([applications.stop(), takers.stop(), registers.stop()]);
  }
}
