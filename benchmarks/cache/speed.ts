import { withCleanup } from "../../cli/process/signals";
import { median } from "../statistics";
import { Driver } from "./driver";
import type { Tell } from "./parts";
import type { Outage } from "./protocol";
import type { Programs } from "./programs";
import { Relay } from "./relay";
import { type Server, withServer } from "./server";
import { rawWays, type WayInfo } from "./ways";

/** What a way costs; undefined where it did not answer. */
export interface Speed {
  way: WayInfo;
  /** Hits one after another, in µs. */
  hits: number[];
  /** Fetches a second of one key, with 50 at once; one for each turn. */
  hot: number[];
  /** Loads of a cold key that 20 processes want at once, by run. */
  loads: number[];
  /** In ms: the first fetch, and the one after it, once Redis is silent. */
  silent?: [first: string, following: string];
  outage?: Outage;
}

interface Sizes {
  turns: number;
  hits: number;
  rounds: number;
  coldRuns: number;
  outage: number;
}

const sizes: Record<"full" | "short", Sizes> = {
  full: { turns: 10, hits: 1000, rounds: 40, coldRuns: 20, outage: 10_000 },
  short: { turns: 2, hits: 200, rounds: 4, coldRuns: 2, outage: 500 },
};

const processes = 20;
const limitMs = 5_000;
const outageLimitMs = 30_000;

/** Measures ways, hits by turns so that the machine's other work meets all alike. */
export async function measureSpeed(
  chosen: readonly WayInfo[],
  programs: Programs,
  short: boolean,
  tell: Tell,
): Promise<Speed[]> {
  const size = sizes[short ? "short" : "full"];
  const all = [...rawWays.filter(({ id }) => chosen.some(({ raw }) => raw === id)), ...chosen];
  const speeds = all.map((way): Speed => ({ way, hits: [], hot: [], loads: [] }));
  await withServer({}, async (server) => {
    await measureHits(speeds, programs, server, size, tell);
    for (const speed of speeds) {
      if (rawWays.includes(speed.way)) continue;
      speed.loads = await coldLoads(programs, speed.way, server, size.coldRuns, tell);
      tell(`${speed.way.name}: Redis silent`);
      speed.silent = await whileSilent(programs, speed.way, server);
      tell(`${speed.way.name}: ${size.outage} fetches without Redis`);
      speed.outage = await whileAway(programs, speed.way, server, size.outage);
    }
  });
  return speeds;
}

async function measureHits(speeds: Speed[], programs: Programs, { port }: Server, size: Sizes, tell: Tell) {
  const drivers: Driver[] = [];
  await withCleanup(
    () => drivers.forEach((driver) => void driver.kill()),
    async () => {
      for (const { way } of speeds) drivers.push(await Driver.start(programs.get(way.id)!, { port }));
      for (let turn = 1; turn <= size.turns; turn++) {
        tell(`hits, turn ${turn} of ${size.turns}`);
        for (const [i, { way, hits, hot }] of speeds.entries()) {
          const key = `speed ${way.id}`;
          hits.push(...(await drivers[i]!.order<number[]>({ do: "hits", key, count: size.hits })).value);
          hot.push((await drivers[i]!.order<number>({ do: "hot", key, rounds: size.rounds })).value);
        }
      }
    },
  );
}

async function coldLoads(
  programs: Programs,
  { id, name }: WayInfo,
  { port }: Server,
  runs: number,
  tell: Tell,
): Promise<number[]> {
  const drivers: Driver[] = [];
  return withCleanup(
    () => drivers.forEach((driver) => void driver.kill()),
    async () => {
      while (drivers.length < processes) {
        tell(`${name}: process ${drivers.length + 1} of ${processes}`);
        const next = Array.from({ length: 4 }, () => Driver.start(programs.get(id)!, { port }));
        drivers.push(...(await Promise.all(next)));
      }
      await Promise.all(drivers.map((driver) => driver.fetch(`warm ${id}`)));
      for (const driver of drivers) driver.source = () => new Promise((resolve) => setTimeout(() => resolve(1), 200));
      const loads: number[] = [];
      for (let run = 0; run < runs; run++) {
        tell(`${name}: cold key, run ${run + 1} of ${runs}`);
        const key = `cold ${id} ${run}`;
        await limited(Promise.all(drivers.map((driver) => driver.fetch(key).catch(() => undefined))));
        loads.push(drivers.reduce((sum, driver) => sum + driver.loads.filter((one) => one === key).length, 0));
      }
      return loads;
    },
  );
}

async function whileSilent(programs: Programs, { id }: WayInfo, server: Server): Promise<[string, string]> {
  return withRelay(programs, id, server, async (driver, relay) => {
    await driver.fetch(`warm ${id}`);
    await relay.fault("silent");
    const one = async (key: string) => {
      const answer = await limited(driver.timed(key, {}, { value: 1 }).catch(() => "throws" as const));
      if (answer === undefined) return "hangs";
      return answer === "throws" ? answer : `${answer.ms.toFixed(answer.ms < 10 ? 1 : 0)} ms`;
    };
    const first = await one("silent 1");
    const following: string[] = [];
    for (let i = 2; i <= 12 && following.at(-1) !== "hangs"; i++) following.push(await one(`silent ${i}`));
    const odd = following.find((text) => !text.endsWith("ms"));
    return [first, odd ?? `${median(following.map((text) => parseFloat(text))).toFixed(1)} ms`];
  });
}

async function whileAway(
  programs: Programs,
  { id }: WayInfo,
  server: Server,
  count: number,
): Promise<Outage | undefined> {
  return withRelay(programs, id, server, async (driver, relay) => {
    await driver.fetch(`warm ${id}`);
    await relay.fault("down");
    const done = driver.order<Outage>({ do: "outage", count, ms: outageLimitMs });
    return (await limited(done, outageLimitMs + limitMs))?.value;
  });
}

async function withRelay<T>(
  programs: Programs,
  id: string,
  { port }: Server,
  work: (driver: Driver, relay: Relay) => Promise<T>,
): Promise<T> {
  const relay = await Relay.to(port);
  const driver = await Driver.start(programs.get(id)!, { port: relay.port });
  try {
    return await withCleanup(
      () => void driver.kill(),
      () => work(driver, relay),
    );
  } finally {
    await driver.kill();
    await relay.close();
  }
}

/** Undefined where it takes longer. */
async function limited<T>(work: Promise<T>, ms = limitMs): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
