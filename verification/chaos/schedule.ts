import type { Arbitrary } from "fast-check";
import * as fc from "fast-check";
import { crashSteps, stopSteps } from "../../tests/support/cluster/step-trap";
import type { Fault, RedisTarget, Target } from "./fault";
import { isRedis, redisTargets, sentinelTargets } from "./fault";
import { crashInBgsave } from "./faults/bgsave";
import { everything } from "./faults/everything";
import { handOver, handOverAndStop } from "./faults/hand-overs";
import {
  crashNode,
  crashServer,
  crashWhileStopping,
  freezeNode,
  freezeServer,
  restart,
  restartTwo,
} from "./faults/nodes";
import { cut, cutFromSentinels, cutLink, flap, type Way } from "./faults/network";
import { dieAtStep, freezeAtStep } from "./faults/script-steps";
import { starve } from "./faults/starve";
import { crashSentinelInFailover, sentinelsAway, sentinelsForget } from "./faults/sentinels";
import { loseVolume, restoreOldVolume } from "./faults/volumes";

/** One fault, or two of which the second comes while the first is under way or the instance recovers from it. */
export interface Step {
  first: Fault;
  second?: { fault: Fault; after: number };
}

export interface Draw {
  /** Only steps that begin with one of these kinds of fault. */
  only?: readonly string[];
  /** Whether in every other step the machine has no free processor. @default false */
  starve?: boolean;
  /** Whether every other step cuts nodes from each other. @default false */
  network?: boolean;
}

/** The steps of a seed: always the same ones; a longer run begins with the steps of a shorter one. */
export function drawSteps(seed: number, count: number, draw: Draw = {}): Step[] {
  const all = fc.oneof(step, ...(draw.starve ? [starved] : []), ...(draw.network ? [parted] : []));
  const steps = draw.only ? all.filter(({ first }) => draw.only!.includes(first.kind)) : all;
  return fc.sample(fc.noBias(steps), { seed, numRuns: count });
}

export function wordsOf({ first, second }: Step): string {
  return second ? `${first.words}; and ${second.after} ms after its begin: ${second.fault.words}` : first.words;
}

export function faultsOf({ first, second }: Step): Fault[] {
  return second ? [first, second.fault] : [first];
}

const ms = (min: number, max: number) => fc.integer({ min, max });

const redis = fc.constantFrom<RedisTarget>("master", "master", ...redisTargets);
const replica = fc.constantFrom<RedisTarget>("first replica", "second replica");
const sentinel = fc.constantFrom(...sentinelTargets);
const anyNode = fc.oneof<Arbitrary<Target>[]>(redis, redis, sentinel);
const ending = fc.constantFrom("TERM" as const, "kill -9" as const);
const away = fc.oneof(fc.constant(0), ms(100, 2_500), ms(3_500, 5_500));

// Below and above down-after (3 s). A Sentinel that stood still for 2 s does nothing for 30 s (TILT), so that is rare.
const standstill = fc.oneof(ms(100, 2_500), ms(3_300, 5_000));
const freeze = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(redis, standstill) },
  { weight: 2, arbitrary: fc.tuple(sentinel, ms(100, 1_800)) },
);
const tilt = fc.tuple(sentinel, ms(2_200, 3_000));

const wish = fc.constantFrom("script's choice" as const, "first replica" as const, "second replica" as const);

const light = fc.oneof(
  { weight: 4, arbitrary: anyNode.map(restart) },
  { weight: 4, arbitrary: anyNode.map(crashServer) },
  { weight: 3, arbitrary: fc.tuple(anyNode, away).map(crashNode) },
  { weight: 3, arbitrary: freeze.map(freezeServer) },
  { weight: 2, arbitrary: freeze.map(freezeNode) },
);

const atStep = fc.oneof(
  fc.tuple(fc.constantFrom("TERM" as const, "request" as const), fc.constantFrom(...stopSteps)),
  fc.tuple(fc.constant("kill -9 of its server" as const), fc.constantFrom(...crashSteps)),
);

const heavy = fc.oneof(
  { weight: 5, arbitrary: wish.map(handOver) },
  { weight: 1, arbitrary: fc.tuple(wish, ms(0, 1_500)).map(handOverAndStop) },
  { weight: 2, arbitrary: fc.tuple(redis, ms(0, 600)).map(crashWhileStopping) },
  { weight: 4, arbitrary: fc.tuple(anyNode, ending).map(loseVolume) },
  { weight: 2, arbitrary: fc.tuple(replica, ending).map(restoreOldVolume) },
  { weight: 2, arbitrary: redis.map(crashInBgsave) },
  { weight: 4, arbitrary: atStep.map(dieAtStep) },
  { weight: 3, arbitrary: fc.tuple(atStep, standstill).map(([at, time]) => freezeAtStep([...at, time])) },
);

const twoRedis = fc.shuffledSubarray([...redisTargets], { minLength: 2, maxLength: 2 });
const someSentinels = fc.shuffledSubarray([...sentinelTargets], { minLength: 1, maxLength: 2 });
const meanwhile = fc.constantFrom("TERM and start" as const, "kill -9 of the server" as const);
const lost = fc.oneof(
  { weight: 3, arbitrary: fc.constant("nothing" as const) },
  { weight: 2, arbitrary: fc.constant("Sentinels' state" as const) },
  { weight: 2, arbitrary: redis.map((name) => `volume of the ${name}` as const) },
  { weight: 1, arbitrary: replica.map((name) => `new data of the ${name}` as const) },
);
const starts = fc
  .shuffledSubarray([...redisTargets, ...sentinelTargets], { minLength: 6 })
  .chain((order) =>
    fc
      .array(ms(0, 400), { minLength: 6, maxLength: 6 })
      .map((waits) => order.map((name, i) => [name, waits[i]!] as [Target, number])),
  );

const whole = fc.oneof(
  { weight: 2, arbitrary: twoRedis.map(([one, two]) => restartTwo([one!, two!])) },
  { weight: 3, arbitrary: fc.tuple(someSentinels, redis, meanwhile, ms(0, 2_500)).map(sentinelsAway) },
  { weight: 1, arbitrary: fc.constant(undefined).map(sentinelsForget) },
  { weight: 1, arbitrary: fc.tuple(sentinel, ms(0, 1_500)).map(crashSentinelInFailover) },
  { weight: 3, arbitrary: fc.tuple(ending, lost, starts).map(everything) },
  { weight: 1, arbitrary: tilt.map(freezeServer) },
);

/** Two faults never meet on one node: what they do to it together has faults of its own. */
const pair = fc
  .record({ first: fc.oneof(light, heavy), second: fc.record({ fault: light, after: ms(0, 3_000) }) })
  .filter(({ first, second }) => !first.hits.some((target) => second.fault.hits.includes(target)))
  .filter(({ first, second }) => [...first.hits, ...second.fault.hits].filter(isRedis).length <= 2);

const step: Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: light.map((first) => ({ first })) },
  { weight: 8, arbitrary: heavy.map((first) => ({ first })) },
  { weight: 4, arbitrary: whole.map((first) => ({ first })) },
  { weight: 6, arbitrary: pair },
);

const busy = fc.tuple(fc.integer({ min: 5, max: 20 }), ms(3_000, 12_000)).map(starve);

const starved: Arbitrary<Step> = fc.oneof(
  busy.map((first) => ({ first })),
  fc.record({ first: busy, second: fc.record({ fault: light, after: ms(500, 3_000) }) }),
);

const way = fc.constantFrom<Way>("both ways", "both ways", "hears nothing", "is not heard");
const side = fc.shuffledSubarray<Target>([...redisTargets, ...sentinelTargets], { minLength: 1, maxLength: 3 });
// Shorter than the Sentinels wait, as long as a failover takes, and longer.
const cutTime = fc.oneof(ms(300, 2_500), ms(2_800, 6_000), ms(8_000, 12_000));
const ends = fc.tuple(fc.constantFrom<RedisTarget>("master", "master", "first replica"), anyNode);

const networkFault = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(fc.constant<Target[]>(["master"]), way, cutTime).map(cut) },
  { weight: 5, arbitrary: fc.tuple(side, way, cutTime).map(cut) },
  { weight: 2, arbitrary: fc.tuple(way, cutTime).map(cutFromSentinels) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(ends, way, cutTime)
      .filter(([[one, other]]) => one !== other)
      .map(([[one, other], how, time]) => cutLink([one, other, how, time])),
  },
  { weight: 1, arbitrary: fc.tuple(side, fc.integer({ min: 2, max: 4 }), ms(300, 1_500)).map(flap) },
);

const parted: Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: networkFault.map((first) => ({ first })) },
  {
    weight: 1,
    arbitrary: fc
      .record({ first: networkFault, second: fc.record({ fault: light, after: ms(0, 3_000) }) })
      .filter(({ first, second }) => !first.hits.some((target) => second.fault.hits.includes(target))),
  },
);
