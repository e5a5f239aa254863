import { refuses } from "../../support/refused";

refuses([
  ["cores as a number", { cpu: { request: 2 } }, "cpu.request", 2, /cores in quotes/],
  [
    "a request above the limit",
    { cpu: { request: "2", limit: "500m" } },
    "cpu.request",
    "2",
    /above cpu.limit \(500m\)/,
  ],
  ["a request above the default limit", { cpu: { request: "2001m" } }, "cpu.request", "2001m", /above cpu.limit \(2\)/],
  ["a fraction of a core", { cpu: { limit: "0.5" } }, "cpu.limit", "0.5", /with m, of thousandths/],
]);
