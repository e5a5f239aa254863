import type { RiskRule } from "./risk";

const persistenceOff: RiskRule = ({ persistence: from }, { persistence: to }) =>
  from.mode !== "none" && to.mode === "none"
    ? {
        setting: "persistence.mode",
        reason: "nothing is kept on disk any more: a start of all nodes at once begins empty",
        fix: "leave it at aofAndRdb, unless all may be lost",
        source: "redis.io: Persistence",
      }
    : undefined;

export const persistenceRisks = [persistenceOff];
