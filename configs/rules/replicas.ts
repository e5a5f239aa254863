import { rule } from "./rule";

const minWithinMax = rule(
  ["replicas.min", "replicas.max"],
  ({ replicas: { min, max } }) =>
    min > max && {
      property: "replicas.min",
      value: min,
      reason: `above replicas.max (${max})`,
      fix: `write ${max} or less, or a larger replicas.max`,
    },
);

export const replicasRules = [minWithinMax];
