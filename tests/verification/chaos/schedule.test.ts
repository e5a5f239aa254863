import { isRedis, redisTargets } from "../../../verification/chaos/fault";
import type { Step } from "../../../verification/chaos/schedule";
import { drawSteps, faultsOf, wordsOf } from "../../../verification/chaos/schedule";

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

test("the same seed draws the same steps, and a longer run begins with them", () => {
  for (const seed of seeds) {
    expect(drawSteps(seed, 60).slice(0, 20).map(wordsOf)).toEqual(drawSteps(seed, 20).map(wordsOf));
  }
  expect(drawSteps(1, 20).map(wordsOf)).not.toEqual(drawSteps(2, 20).map(wordsOf));
});

test("20 seeds of 100 steps hold every kind of fault, each many times", () => {
  const counts: Record<string, number> = {};
  for (const { kind } of seeds.flatMap((seed) => drawSteps(seed, 100)).flatMap(faultsOf)) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  expect(Object.keys(counts).sort()).toMatchInlineSnapshot(`
   [
     "crash-in-bgsave",
     "crash-in-failover",
     "crash-node",
     "crash-server",
     "crash-while-stopping",
     "die-at-step",
     "everything",
     "freeze-at-step",
     "freeze-node",
     "freeze-server",
     "hand-over",
     "hand-over-and-stop",
     "lose-volume",
     "old-volume",
     "restart",
     "restart-two",
     "sentinels-away",
     "sentinels-forget",
   ]
  `);
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(10);
});

test("where two faults meet, one Redis node is always left alone", () => {
  const pairs = seeds.flatMap((seed) => drawSteps(seed, 100)).filter(({ second }) => second);
  expect(pairs.length).toBeGreaterThan(200);
  for (const pair of pairs) expect(redisHits(pair).size).toBeLessThan(redisTargets.length);
});

test("no node is hit by both faults of a step", () => {
  for (const { first, second } of seeds.flatMap((seed) => drawSteps(seed, 100))) {
    expect(first.hits.filter((target) => second?.fault.hits.includes(target))).toEqual([]);
  }
});

function redisHits(step: Step): Set<string> {
  return new Set(faultsOf(step).flatMap(({ hits }) => hits.filter(isRedis)));
}
