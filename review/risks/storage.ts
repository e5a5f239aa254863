import { bytes } from "../../configs";
import type { RiskRule } from "./risk";

const smallerVolume: RiskRule = ({ storage: from }, { storage: to }) =>
  bytes(to.size) < bytes(from.size)
    ? {
        setting: "storage.size",
        reason: `volumes cannot shrink from ${from.size} to ${to.size}: the claims would have to be deleted`,
        fix: "restore a backup into a new instance with smaller volumes",
        source: "Kubernetes: expanding persistent volume claims",
      }
    : undefined;

const otherClass: RiskRule = ({ storage: from }, { storage: to }) =>
  from.class === to.class
    ? undefined
    : {
        setting: "storage.class",
        reason: "a claim keeps its storage class: a new one is a new volume without the data",
        fix: "restore a backup into a new instance of that class",
        source: "Kubernetes: persistent volume claims are immutable but for their size",
      };

export const storageRisks = [smallerVolume, otherClass];
