import type { Instance } from "../../configs";
import { textFor, writtenFor } from "../../configs/directives/values";
import type { RiskRule } from "./risk";

const databasesOf = ({ extra }: Instance) => Number(textFor(extra.redis, "databases") ?? 16);

const fewerDatabases: RiskRule = (from, to) =>
  databasesOf(to) < databasesOf(from)
    ? {
        setting: "extra.redis.databases",
        reason:
          `keys of databases ${databasesOf(to)} to ${databasesOf(from) - 1} have no place: Redis loads them into ` +
          "database 0, or does not start",
        fix: "move them first (MOVE KEY DB), or leave it",
        source: "redis.conf: databases; rdb.c",
        interrupts: true,
      }
    : undefined;

const modulesOf = ({ extra }: Instance) =>
  [writtenFor(extra.redis, "loadmodule")?.[1] ?? []].flat().map((line) => String(line).split(" ")[0] ?? "");

const moduleGone: RiskRule = (from, to) => {
  const gone = modulesOf(from).filter((module) => !modulesOf(to).includes(module));
  return gone.length === 0
    ? undefined
    : {
        setting: "extra.redis.loadmodule",
        reason: `a server without ${gone.join(" and ")} does not start with data that hold a value of its types`,
        fix: "delete those keys first, or leave the module",
        source: "redis.io: Modules",
        interrupts: true,
      };
};

export const extraRisks = [fewerDatabases, moduleGone];
