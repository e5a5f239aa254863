import { type Demand, estimate, type Plan, planFor, tableFor } from "../../capacity";
import type { Engine, Version } from "../../configs";
import { redisVersions, valkeyVersions } from "../../configs/settings/server";
import { UserError } from "../terminal/errors";
import { measure } from "./measure";

export interface Planned {
  plan: Plan;
  /** Where the memory of the data is known from, for people. */
  source: string;
  /** What the data are, where the keys are not all alike. */
  what?: string;
  /** The instance that it is for; undefined where there is none yet. */
  name?: string;
}

interface Server {
  engine: Engine;
  version: Version;
}

/** By the tables of what servers were measured with; throws where none is near. */
export function planByTable(demand: Demand, server: Server): Planned {
  const name = `${server.engine} ${server.version}`;
  const choice = tableFor(server);
  if (!choice)
    throw new UserError(`There is no table of what ${name} takes.`, "Measure it on the server itself: --measure.");
  const { table, exact } = choice;
  const other = exact ? "" : `${name} was not measured; `;
  const measured = `${other}by what redis ${table.version} with ${table.allocator} took`;
  const advice = exact ? "" : " (--measure asks a server itself)";
  return { plan: planFor(demand, estimate(table, demand.shape), server), source: `${capital(measured)}${advice}.` };
}

/** By a sample, loaded into the server with this binary. */
export async function planByMeasure(demand: Demand, binary: string): Promise<Planned> {
  const { engine, version, allocator, sampleKeys, data } = await measure(binary, demand.shape);
  const server = settingsVersion(engine, version);
  const sample = `By ${sampleKeys.toLocaleString("en")} keys in ${engine} ${version}`;
  const source = `${sample} with ${allocator} (${binary}).${otherAllocator(allocator)}`;
  return { plan: planFor(demand, data, server), source };
}

function otherAllocator(allocator: string): string {
  return allocator.startsWith("jemalloc")
    ? ""
    : " Images for production have jemalloc, with which data take more or less.";
}

function settingsVersion(engine: Engine, version: string): Server {
  const minor = version.split(".").slice(0, 2).join(".");
  const known: readonly Version[] = engine === "redis" ? redisVersions : valkeyVersions;
  const found = known.find((one) => one === minor);
  if (!found) throw new UserError(`The settings do not know ${engine} ${minor}.`, `They know: ${known.join(", ")}.`);
  return { engine, version: found };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
