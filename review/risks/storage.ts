import { bytes } from "../../configs";
import type { RiskRule } from "./risk";

const smallerVolume: RiskRule = ({ storage: from }, { storage: to }) =>
  bytes(to.size) < bytes(from.size)
    ? {
        setting: "storage.size",
        reason: `volumes cannot shrink from ${from.size} to ${to.size}: the claims would have to be deleted`,
        wayOut: "restore a backup into a new instance with smaller volumes",
        source: "Kubernetes: expanding persistent volume claims",
      }
    : undefined;

const otherClass: RiskRule = ({ storage: from }, { storage: to }) =>
  from.class === to.class
    ? undefined
    : {
        setting: "storage.class",
        reason: "a claim keeps its storage class: a new one is a new volume without the data",
        wayOut: "restore a backup into a new instance of that class",
        source: "Kubernetes: persistent volume claims are immutable but for their size",
      };

const persistenceOff: RiskRule = ({ persistence: from }, { persistence: to }) =>
  from.mode !== "none" && to.mode === "none"
    ? {
        setting: "persistence.mode",
        reason: "nothing is kept on disk any more: a start of all nodes at once begins empty",
        wayOut: "leave it at aofAndRdb, unless all may be lost",
        source: "redis.io: Persistence",
      }
    : undefined;

export const storageRisks = [smallerVolume, otherClass, persistenceOff];
