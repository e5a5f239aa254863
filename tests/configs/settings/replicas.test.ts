import { refuses } from "../../support/refused";

refuses([
  ["no replica", { replicas: { min: 0 } }, "replicas.min", 0, /without a replica nothing survives/],
  ["half a replica", { replicas: { min: 2.5 } }, "replicas.min", 2.5, /whole number, not a fraction/],
  ["more replicas than names have digits", { replicas: { min: 2, max: 100 } }, "replicas.max", 100, /at most 99/],
  ["min above max", { replicas: { min: 3, max: 2 } }, "replicas.min", 3, /above replicas\.max \(2\)/],
  ["a number for a group", { replicas: 3 }, "replicas", 3, /a group of settings, not a number/],
]);
