import { setTimeout as delay } from "node:timers/promises";
import { tiltMs } from "../../cli/health/judge";
import type { Cluster } from "../../tests/support/cluster";
import { proxyProblems } from "../../tests/support/cluster/proxy-view";
import type { Takers } from "../../tests/support/network/takers";
import type { Step } from "./schedule";
import { faultsOf } from "./schedule";
import { isRedis } from "./fault";
import type { Permit, Scene } from "./scene";
import type { Tilt } from "./tilt";
import type { Watcher } from "./watcher";
import type { Acknowledged, Writers } from "./writers";

/** An invariant of the design that did not hold. */
export class Violation extends Error {}

/** What is no part of the invariant, but has to be over before the next step. */
const leftovers = [
  // A failover that one Sentinel has begun and cannot end, or a link that it makes anew.
  { problem: /: flags master(,failover_in_progress|,disconnected)+$/, ms: 10_000 },
  // A replica is linked; its script sees that at its next look.
  { problem: /: slave_priority is 0, not 100$/, ms: 2_000 },
];

/**
 * Waits for one master that all Sentinels name and all replicas follow; fails when that takes longer than `within`
 * (ms), or
 * 30 s more where a Sentinel stood still for so long that it trusts nothing (TILT).
 */
export async function awaitHealth(cluster: Cluster, watcher: Watcher, tilt: Tilt, within: number): Promise<void> {
  const since = Date.now();
  for (;;) {
    if (watcher.violation) throw new Violation(watcher.violation);
    const problems = [...(await cluster.problems()), ...(await proxyProblems(cluster))];
    if (problems.length === 0) return;
    const limit = within + Math.min(...problems.map(timeLeftFor)) + (tilt.seen() ? tiltMs : 0);
    if (Date.now() - since > limit) {
      throw new Violation(`not healthy ${limit} ms after the cause was gone: ${problems.join("; ")}`);
    }
    await delay(120);
  }
}

function timeLeftFor(problem: string): number {
  return leftovers.find((leftover) => leftover.problem.test(problem))?.ms ?? 0;
}

/** Fails where two nodes have taken writes at the same time since the step began; returns how long, in ms. */
export function checkOverlap(takers: Takers, { startedAt }: Scene): number {
  const overlap = takers.overlapSince(startedAt);
  if (overlap > 0) throw new Violation(`two nodes have taken writes at the same time for ${overlap} ms`);
  return overlap;
}

/** Fails where the master lacks acknowledged writes that the step may not lose; returns why the others may be, each. */
export async function checkWrites(writers: Writers, scene: Scene, step: Step): Promise<string[]> {
  const master = await scene.cluster.master();
  const missing = await writers.missingOn(master);
  if (missing.length === 0) return [];
  const permits = permitsOf(scene, step);
  const whys = missing.map(({ at }) => permits.find(({ from, to }) => at >= from && at <= to)?.why);
  const unexcused = missing.filter((_, i) => !whys[i]);
  if (unexcused.length > 0) throw new Violation(lossText(unexcused, master.name, scene));
  writers.forget(missing);
  return whys.map(String);
}

/**
 * A write that WAIT 1 acknowledged is on the master and on one replica; the other replica may be behind by what is on
 * its way. Where a step takes two Redis nodes away, these may be just the two that had it: then the last second before
 * such a hit may be lost. So may be what the two acknowledge when both wake up, until the master's script has looked.
 * Everything else, and every write before a planned operation, has to be there.
 */
function permitsOf({ hits, wakes, startedAt }: Scene, step: Step): Permit[] {
  const faults = faultsOf(step);
  const nodes = new Set(faults.flatMap(({ hits }) => hits).filter(isRedis));
  const two = faults.length > 1 && nodes.size > 1 ? "two nodes were taken away" : undefined;
  // A node that is cut off acknowledges all the while what the other one, which had it too, may lose.
  if (two && faults.some(({ cuts }) => cuts)) return [{ from: startedAt - 1_000, to: Date.now(), why: two }];
  const why = faults.find(({ mayLose }) => mayLose)?.mayLose ?? two;
  return [
    ...(why ? hits.map((hit) => ({ from: hit - 1_000, to: hit + 100, why })) : []),
    ...(two ? wakes.map((wake) => ({ from: wake, to: wake + 1_000, why: two })) : []),
  ];
}

function lossText(lost: Acknowledged[], master: string, { startedAt }: Scene): string {
  const since = (ms: number) => `${((ms - startedAt) / 1000).toFixed(2)} s`;
  const span = `acknowledged from ${since(lost[0]!.at)} to ${since(lost.at(-1)!.at)} after the step began`;
  return `${lost.length} acknowledged writes are not on the master ${master}, ${span}`;
}
