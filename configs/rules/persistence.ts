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

export const persistenceRules = [durabilityPromised];
