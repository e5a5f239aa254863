import { withCleanup } from "../../../cli/process/signals";
import { withLocalStack } from "../../failover/local-stack";
import { Driver } from "../driver";
import type { Tell } from "../parts";
import type { Place } from "../protocol";
import type { Programs } from "../programs";
import { Relay } from "../relay";
import { type Server, withServer } from "../server";
import type { WayInfo } from "../ways";
import { faults } from "./faults";
import { invalidation } from "./invalidation";
import { handOverVectors, moving, tryHandOvers } from "./moving";
import { oneLoad } from "./one-load";
import { time } from "./time";
import { values } from "./values";
import { type Bench, ok, type Vector, within } from "./vector";

/** A vector, and the verdict on each way by its id. */
export interface Row {
  what: string;
  verdicts: ReadonlyMap<string, string>;
}

export const notOffered = "not offered";
export const passes = (verdict: string) => verdict.startsWith(ok);

const vectors: readonly Vector[] = [...values, ...oneLoad, ...invalidation, ...faults, ...moving, ...time];
const limitMs = 45_000;

/** Tries on ways what one server and a relay are enough for, one vector after the other. */
export async function tryVectors(ways: readonly WayInfo[], programs: Programs, tell: Tell): Promise<Row[]> {
  const rows = vectors.map(({ what }) => ({ what, verdicts: new Map<string, string>() }));
  await withServer({ lines: ["enable-debug-command yes"] }, async (server) => {
    for (const way of ways) {
      for (const [i, vector] of vectors.entries()) {
        tell(`${way.name}: ${vector.what}`);
        const verdict = await judge(vector, way, server, programs);
        rows[i]!.verdicts.set(way.id, verdict);
      }
    }
  });
  return rows;
}

export const inOrder = (rows: readonly Row[]) => [...rows].sort((a, b) => parseInt(a.what) - parseInt(b.what));

async function judge(vector: Vector, way: WayInfo, server: Server, programs: Programs): Promise<string> {
  if (vector.needs?.some((offer) => !way.offers.includes(offer))) return notOffered;
  await server.admin.flushall();
  const drivers: Driver[] = [];
  const relay = await Relay.to(server.port);
  const open = async (id: string, place: Partial<Place>) => {
    const driver = await Driver.start(programs.get(id)!, { port: relay.port, ...place });
    drivers.push(driver);
    return driver;
  };
  const bench: Bench = {
    ...{ way, server, relay },
    start: (place = {}) => open(way.id, place),
    startMany: (count) => startMany(count, () => open(way.id, {})),
    startTwin: () => open(way.language === "node" ? "ours-asyncio" : "ours", {}),
  };
  const end = () => Promise.all([relay.close(), ...drivers.map((driver) => driver.kill())]);
  try {
    return await withCleanup(
      () => drivers.forEach((driver) => void driver.kill()),
      () => within(limitMs, "it", vector.run(bench)).catch((error: Error) => `throws: ${brief(error)}`),
    );
  } finally {
    await end();
  }
}

/** Some at a time: each takes a core while it starts. */
async function startMany(count: number, start: () => Promise<Driver>): Promise<Driver[]> {
  const started: Driver[] = [];
  while (started.length < count) {
    const next = Math.min(4, count - started.length);
    started.push(...(await Promise.all(Array.from({ length: next }, start))));
  }
  return started;
}

const brief = ({ message }: Error) => message.split("\n")[0]!.slice(0, 40);

/** The vectors of hand-over and crash, on a stack of their own. */
export async function tryMoving(ways: readonly WayInfo[], programs: Programs, tell: Tell): Promise<Row[]> {
  tell("deploying stack local from a copy of the project, for hand-overs");
  return withLocalStack({}, async (stack) => {
    const drivers = new Map<string, Driver>();
    const end = () => drivers.forEach((driver) => void driver.kill());
    const { sentinels, masterName, username, password } = stack.instance.connection;
    const place = { port: 0, sentinels: [...sentinels], masterName, username, password };
    return withCleanup(end, async () => {
      for (const way of ways) {
        if (way.offers.includes("sentinels")) drivers.set(way.id, await Driver.start(programs.get(way.id)!, place));
      }
      const found = await tryHandOvers(stack, drivers, tell);
      for (const way of ways) {
        for (const verdicts of Object.values(found)) {
          if (!verdicts.has(way.id)) verdicts.set(way.id, notOffered);
        }
      }
      return [
        { what: handOverVectors.planned, verdicts: found.planned },
        { what: handOverVectors.crash, verdicts: found.crash },
      ];
    });
  });
}
