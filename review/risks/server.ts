import type { Instance } from "../../configs";
import type { RiskRule } from "./risk";

/**
 * The version of the RDB format that each server writes; it reads its own and all before. Valkey went on from Redis
 * 7.2's, and took a range of its own, which Redis refuses, with 9.0.
 */
const formats: Record<Instance["server"]["engine"], readonly [version: number, format: number][]> = {
  redis: [
    [6.2, 9],
    [7.0, 10],
    [7.2, 11],
    [7.4, 12],
  ],
  valkey: [
    [7.2, 11],
    [9.0, 80],
  ],
};

function formatOf({ engine, version }: Instance["server"]): number {
  const reached = formats[engine].filter(([since]) => since <= Number(version));
  return reached.at(-1)![1];
}

/** A newer server of the same engine reads all; Valkey reads what Redis wrote up to 7.2. */
function reads(reader: Instance["server"], writer: Instance["server"]): boolean {
  if (reader.engine === writer.engine) return Number(reader.version) >= Number(writer.version);
  return reader.engine === "valkey" && formatOf(writer) <= 11;
}

const unreadable: RiskRule = ({ server: from }, { server: to }) =>
  reads(to, from)
    ? undefined
    : {
        setting: "server",
        reason: `${to.engine} ${to.version} does not read the data that ${from.engine} ${from.version} has written`,
        fix: "keep the server, or move the data by an application that reads from one and writes to the other",
        source: "rdb.h: RDB_VERSION of each server",
      };

export const serverRisks = [unreadable];
