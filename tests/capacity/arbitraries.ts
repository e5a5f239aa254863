import fc from "fast-check";
import { type Demand, type Shape, shapeKinds } from "../../capacity";

/** Keys of any shape whose names can differ. */
export const shapes: fc.Arbitrary<Shape> = fc
  .record({
    kind: fc.constantFrom(...shapeKinds),
    keys: fc.integer({ min: 1, max: 2e9 }),
    keyBytes: fc.integer({ min: 8, max: 300 }),
    valueBytes: fc.integer({ min: 6, max: 100_000 }),
    elements: fc.integer({ min: 1, max: 100_000 }),
    fieldBytes: fc.integer({ min: 6, max: 1_000 }),
    expiring: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map((shape) => (shape.kind === "strings" ? { ...shape, elements: 1 } : shape));

export const demands: fc.Arbitrary<Demand> = fc.record({
  shape: shapes,
  opsPerSecond: fc.integer({ min: 0, max: 10_000_000 }),
  writeShare: fc.double({ min: 0, max: 1, noNaN: true }),
  clients: fc.integer({ min: 0, max: 1_000_000 }),
  outageSeconds: fc.integer({ min: 0, max: 86_400 }),
  growth: fc.double({ min: 0, max: 10, noNaN: true }),
  persistent: fc.boolean(),
});
