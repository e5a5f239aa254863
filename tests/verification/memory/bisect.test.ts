import fc from "fast-check";
import { curveAt, stepAt } from "../../../capacity/steps";
import { stepsOf } from "../../../verification/memory/bisect";

/** What an allocator with these classes takes, in blocks of 16 bytes at least. */
const taken = (classes: readonly number[]) => (size: number) => 16 * (1 + classes.filter((each) => each < size).length);

it("finds each step of an allocator to the byte, by few looks", async () => {
  const classes = fc.uniqueArray(fc.integer({ min: 2, max: 4_000 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(classes, async (some) => {
      const take = taken(some);
      let looks = 0;
      const steps = await stepsOf({ from: 1, to: 4_096 }, (size) => Promise.resolve((looks++, take(size))));
      for (let size = 1; size <= 4_096; size++) expect(stepAt(steps, size)).toBe(take(size));
      expect(looks).toBeLessThan(150 + 12 * some.length);
    }),
    { numRuns: 30 },
  );
});

it("goes on beyond its last point as twice the half", () => {
  expect(stepAt([[10, 16]], 40)).toBe(64);
  expect(
    curveAt(
      [
        [1, 10],
        [2, 30],
      ],
      8,
    ),
  ).toBe(120);
});

it("is between two points of a curve where its place is", () => {
  const curve = [
    [2, 10],
    [4, 30],
  ] as const;
  expect([1, 2, 3, 4].map((at) => curveAt(curve, at))).toEqual([10, 10, 20, 30]);
});
