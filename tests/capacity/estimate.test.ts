import fc from "fast-check";
import { estimate, ofData, tableFor } from "../../capacity";
import { payloadBytes } from "../../capacity/shape";
import { shapes } from "./arbitraries";

const servers = fc.constantFrom(...["6.2", "7.0", "8.2"].map((version) => ({ engine: "redis" as const, version })));
const tableOf = (server: Parameters<typeof tableFor>[0]) => tableFor(server)!.table;

it("takes more than the data hold, and less than ten times that and a block a key", () => {
  fc.assert(
    fc.property(servers, shapes, (server, shape) => {
      const { bytesPerKey } = estimate(tableOf(server), shape);
      const payload = payloadBytes(shape);
      // A stream's block has the names of its entries' fields once.
      const leastBytes = shape.kind === "streams" ? payloadBytes({ ...shape, fieldBytes: 0 }) : payload;
      expect(bytesPerKey).toBeGreaterThan(leastBytes);
      expect(bytesPerKey).toBeLessThan(10 * payload + 200 * shape.elements + 8_192);
    }),
  );
});

it("takes no less for more keys, longer values, or more elements", () => {
  const more = fc.constantFrom("keys" as const, "valueBytes" as const, "elements" as const);
  fc.assert(
    fc.property(servers, shapes, more, fc.double({ min: 1, max: 4, noNaN: true }), (server, shape, what, times) => {
      const larger = { ...shape, [what]: Math.ceil(shape[what] * times) };
      if (shape.kind === "strings") larger.elements = 1;
      const [small, large] = [shape, larger].map((one) => estimate(tableOf(server), one).dataBytes) as [number, number];
      // A listpack is rounded to a class of the allocator, of which another one may be the next; and a block of a
      // stream that has one entry less is smaller.
      expect(large).toBeGreaterThanOrEqual(small * (shape.kind === "streams" ? 0.8 : 0.97));
    }),
  );
});

it("names the key at which the hash table doubles", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), (keys) => {
      const { doublesAt, doublingBytes } = ofData(1, keys);
      expect(doublesAt).toBeGreaterThan(keys);
      expect(doublesAt - 1).toBeLessThan(2 * keys);
      expect(doublingBytes).toBe(16 * (doublesAt - 1));
    }),
  );
});

it.each([
  ["redis", "7.0", "7.0.15", true],
  ["redis", "7.0.15", "7.0.15", true],
  ["redis", "7.4", "7.0.15", false],
  ["redis", "8.8", "8.2.3", false],
  ["valkey", "7.2", "7.0.15", false],
] as const)("estimates %s %s by %s", (engine, version, measured, exact) => {
  expect(tableFor({ engine, version })).toMatchObject({ exact, table: { version: measured } });
});

it("has no table of Valkey's own hash tables, and says so", () => {
  expect(tableFor({ engine: "valkey", version: "8.1" })).toBeUndefined();
});
