import * as fc from "fast-check";
import type { Duration, Size } from "../../../configs/schema/units";
import { bytes, formatDuration, formatSize, milliseconds, seconds } from "../../../configs/schema/units";
import { durations, sizes } from "../../support/arbitraries";

test.each<[Size, number]>([
  ["0Ki", 0],
  ["1Ki", 1024],
  ["512Mi", 536_870_912],
  ["4Gi", 4_294_967_296],
])("%s is %d bytes", (size, amount) => expect(bytes(size)).toBe(amount));

test.each<[Duration, number]>([
  ["250ms", 250],
  ["5s", 5000],
  ["30m", 1_800_000],
  ["12h", 43_200_000],
  ["1d", 86_400_000],
])("%s is %d ms", (duration, amount) => expect(milliseconds(duration)).toBe(amount));

test("seconds keep their fraction", () => expect(seconds("1500ms")).toBe(1.5));

test.each(["4GB", "4", "-1Gi", "1.5Gi", "01Mi", " 1Mi", "1 Mi", ""])("%j is no size", (text) => {
  expect(() => bytes(text as Size)).toThrow(RangeError);
});

test.each(["5", "5sec", "-5s", "1.5s", "1w", ""])("%j is no duration", (text) => {
  expect(() => milliseconds(text as Duration)).toThrow(RangeError);
});

test("a size is written again in the same amount", () => {
  fc.assert(fc.property(sizes, (size) => bytes(formatSize(bytes(size))) === bytes(size)));
});

test("a duration is written again in the same amount", () => {
  fc.assert(
    fc.property(
      durations,
      (duration) => milliseconds(formatDuration(milliseconds(duration))) === milliseconds(duration),
    ),
  );
});

test("the largest unit that divides is written", () => {
  expect([formatSize(3 * 2 ** 30), formatSize(1536 * 2 ** 20), formatSize(0)]).toEqual(["3Gi", "1536Mi", "0Ki"]);
  expect([formatDuration(86_400_000), formatDuration(90_000), formatDuration(1), formatDuration(0)]).toEqual([
    "1d",
    "90s",
    "1ms",
    "0ms",
  ]);
});
