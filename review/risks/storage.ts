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

const largerVolume: RiskRule = ({ storage: from, sentinel: before }, { storage: to, sentinel: after }) => {
  const grows = bytes(to.size) > bytes(from.size) ? "storage.size" : "sentinel.volume";
  return bytes(to.size) > bytes(from.size) || bytes(after.volume) > bytes(before.volume)
    ? {
        setting: grows,
        reason: "claims grow only where their storage class allows it; elsewhere the deployment ends with that error",
        fix: "look at allowVolumeExpansion of the class first",
        source: "Kubernetes: expanding persistent volume claims",
        loses: false,
      }
    : undefined;
};

const otherClass: RiskRule = ({ storage: from }, { storage: to }) =>
  from.class === to.class
    ? undefined
    : {
        setting: "storage.class",
        reason: "a claim keeps its storage class: a new one is a new volume without the data",
        fix: "restore a backup into a new instance of that class",
        source: "Kubernetes: persistent volume claims are immutable but for their size",
      };

const keptNoLonger: RiskRule = ({ storage: from }, { storage: to }) =>
  from.keep && !to.keep
    ? {
        setting: "storage.keep",
        reason: "the data are deleted with the instance or the stack from now on",
        fix: "leave it, unless a backup would do",
        source: "Pulumi: retainOnDelete",
        loses: false,
      }
    : undefined;

/** Of claims. */
export const storageRisks = [smallerVolume, largerVolume, otherClass];

export const keepRisks = [keptNoLonger];
