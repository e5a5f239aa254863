import type { Instance } from "../../configs";
import { textFor } from "../../configs/directives/values";
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

/** Whether the server has written to the disk what it acknowledges, also while a child of it writes. */
const flushesEach = ({ persistence, extra }: Instance) =>
  persistence.mode !== "none" &&
  persistence.fsync === "always" &&
  !/^yes$/i.test(textFor(extra.redis, "no-appendfsync-on-rewrite") ?? "no");

const flushedLater: RiskRule = (from, to) =>
  flushesEach(from) && to.persistence.mode !== "none" && !flushesEach(to)
    ? {
        setting: to.persistence.fsync === "always" ? "extra.redis.no-appendfsync-on-rewrite" : "persistence.fsync",
        reason:
          "a power cut of all nodes at once loses the writes of the last second, or of a rewrite, where it lost none",
        fix: "leave it, unless these may be lost",
        source: "redis.io: Persistence",
      }
    : undefined;

export const persistenceRisks = [persistenceOff, flushedLater];
