import { rule } from "./rule";

const durabilityPromised = rule(
  ["preset", "persistence.mode"],
  ({ preset, persistence: { mode } }) =>
    preset === "messaging" &&
    mode === "none" && {
      property: "persistence.mode",
      value: mode,
      reason: "preset messaging promises that messages survive a restart, and nothing would be kept on disk",
      fix: "write aofAndRdb, or another preset",
    },
);

const minute = 60;
const day = 24 * 60 * minute;

/** Each snapshot is a child that writes the whole data set. */
const snapshotsInTime = rule([], ({ persistence: { mode, save } }) => {
  const seconds = save.map((entry) => Number(entry.split(" ")[0]));
  const finding = { property: "persistence.save", value: save, fix: 'write ["900 1"], or remove it for the default' };
  if (mode === "none") return undefined;
  if (Math.min(...seconds) < minute) {
    return {
      ...finding,
      reason: "under 60 seconds: one snapshot follows the other, each a copy of the whole data set",
    };
  }
  return (
    Math.min(...seconds) > day && {
      ...finding,
      reason: "more than a day apart: only a snapshot keeps the replication offset, without which replicas copy all",
    }
  );
});

export const persistenceWarnings = [snapshotsInTime];

export const persistenceRules = [durabilityPromised];
