import fc from "fast-check";
import { findingsOf, refuses, stackOf } from "../../support/refused";

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
  ["less than a script needs at a time", { cpu: { limit: "49m", request: "10m" } }, "cpu.limit", "49m", /at least 50m/],
  ["less than a script needs over time", { cpu: { request: "9m" } }, "cpu.request", "9m", /at least 10m/],
  ["thousandths without an m", { cpu: { request: "250", limit: "2" } }, "cpu.request", "250", /at most 64/],
  ["a fraction of a core", { cpu: { limit: "0.5" } }, "cpu.limit", "0.5", /with m, of thousandths/],
]);

test("limits that tests and small machines have are accepted", () => {
  for (const limit of ["50m", "100m", "1", "64"])
    expect(findingsOf(stackOf({ cpu: { request: "10m", limit } }))).toEqual([]);
});

const amounts = fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.constantFrom("", "m")).map((parts) => parts.join(""));

test("the ways out of a limit out of bounds are within them", () => {
  const of = (limit: string) => findingsOf(stackOf({ cpu: { request: "10m", limit } }));
  fc.assert(
    fc.property(amounts, (limit) => {
      for (const { fix } of of(limit)) {
        const values = [...fix.matchAll(/\b\d+m?\b/g)].map(([text]) => text);
        expect(values.length).toBeGreaterThan(0);
        expect(values.flatMap((value) => of(value))).toEqual([]);
      }
    }),
  );
});
