import type { ServerVersion } from "../configs/directives";
import type { MemoryTable } from "./table";
import redis62 from "./tables/redis-6.2.json";
import redis70 from "./tables/redis-7.0.json";
import redis82 from "./tables/redis-8.2.json";

/** The oldest first. */
const tables = [redis62, redis70, redis82] as unknown as readonly MemoryTable[];

interface TableChoice {
  table: MemoryTable;
  /** False where another version was measured than the one that is asked for. */
  exact: boolean;
}

/** The last release that Valkey came from. */
const lastCommon = "7.2";

/**
 * What the server was measured with, or else the newest older version. Undefined of Valkey since 8.0, which has hash
 * tables of its own: no build of it with jemalloc was measured.
 */
export function tableFor({ engine, version }: ServerVersion): TableChoice | undefined {
  if (engine === "valkey" && number(version) > number(lastCommon)) return undefined;
  const table = tables.findLast((one) => number(one.version) <= number(version));
  return table && { table, exact: engine === "redis" && number(table.version) === number(version) };
}

/** 8.02 of `8.2.3`. */
function number(version: string): number {
  const [major = "0", minor = "0"] = version.split(".");
  return Number(major) + Number(minor) / 100;
}
