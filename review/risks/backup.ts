import type { Instance } from "../../configs";
import type { RiskRule } from "./risk";

const periods = ["last", "daily", "weekly", "monthly"] as const;

const fewerKept: RiskRule = ({ backup: from }, { backup: to }) => {
  const less = from && to ? periods.filter((period) => to.keep[period] < from.keep[period]) : [];
  return less.length === 0
    ? undefined
    : {
        setting: "backup.keep",
        reason: `the next backup removes those that ${less.join(", ")} no longer keeps; nothing brings them back`,
        fix: "copy what may still be needed to another prefix first",
        source: "docs/backups.md",
      };
};

const noMore: RiskRule = ({ backup: from }, { backup: to }) =>
  from && !to
    ? {
        setting: "backup",
        reason: "no backup is taken any more; those in the bucket stay, and nothing removes them",
        fix: "leave it, unless all data can be computed again",
        source: "docs/backups.md",
        loses: false,
      }
    : undefined;

const otherPlace: RiskRule = (from, to) =>
  from.backup && to.backup && placeOf(from) !== placeOf(to)
    ? {
        setting: "backup",
        reason: "backups at the place from before are neither removed nor found by a restore or a drill any more",
        fix: "copy the newest one to the new place, or keep the old one until the new place has enough",
        source: "docs/backups.md",
        loses: false,
      }
    : undefined;

function placeOf({ backup }: Instance): string {
  const { bucket, prefix, endpoint, server } = backup!;
  return JSON.stringify([bucket, prefix, endpoint, server !== undefined]);
}

export const backupRisks = [fewerKept, noMore, otherPlace];
