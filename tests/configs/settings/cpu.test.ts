import { refuses } from "../../support/refused";

refuses([
  ["cores as a number", { cpu: { request: 2 } }, "cpu.request", 2, /cores in quotes/],
  ["a fraction of a core", { cpu: { limit: "0.5" } }, "cpu.limit", "0.5", /with m, of thousandths/],
]);
