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

export const backupRisks = [fewerKept];
