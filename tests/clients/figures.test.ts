import { errorsIn, hasBit, longestGap, owed } from "./figures";

const write = (n: number, end: number, error?: string, accepted?: boolean) => ({
  ...{ n, start: end - 1, end },
  ...(error !== undefined && { error, accepted }),
});

describe("the longest gap", () => {
  it("is the longest time from one acknowledged write to the next", () => {
    const writes = [write(0, 0), write(1, 10), write(2, 200, "READONLY"), write(3, 310), write(4, 320)];
    expect(longestGap(writes, 15)).toBe(300);
  });

  it("leaves out what was before", () => {
    expect(longestGap([write(0, 0), write(1, 500), write(2, 510), write(3, 520)], 505)).toBe(10);
  });

  it("takes answers in the order in which they came", () => {
    expect(longestGap([write(0, 0), write(2, 30), write(1, 20)], 0)).toBe(20);
  });
});

it("counts errors by kind, whatever the port", () => {
  expect(errorsIn([write(0, 0), write(1, 1, "refused :26380"), write(2, 2, "refused :26381\nat x")])).toEqual({
    "refused :N": 2,
  });
});

it("is owed what was acknowledged, and jobs that were taken", () => {
  const writes = [write(0, 0), write(1, 1, "READONLY", false), write(2, 2, "not done", true), write(3, 3)];
  expect(owed(writes)).toEqual([0, 2, 3]);
});

it("finds a bit where SETBIT puts it", () => {
  // SETBIT key 0, 7 and 9.
  const bytes = Buffer.from([0b10000001, 0b01000000]);
  expect([...Array(20).keys()].filter((n) => hasBit(bytes, n))).toEqual([0, 7, 9]);
});
