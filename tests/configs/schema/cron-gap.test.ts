import { longestGap } from "../../../configs/schema/cron-gap";

const [hour, day] = [3600, 86_400];

test.each([
  ["17 3 * * *", day],
  ["43 4 * * 0", 7 * day],
  ["0 */6 * * *", 6 * hour],
  ["0 1,5 * * *", 20 * hour],
  ["*/20 9-17 * * *", 15 * hour + 20 * 60],
  ["0 0 1 * *", 31 * day],
  ["0 0 * * mon-fri", 3 * day],
  // A day of the month or a day of the week is enough where both are given.
  ["0 0 1 * 0", 7 * day],
  // `*` among others asks for both, `*` with a step for one of the two.
  ["0 0 1,* * 1", 7 * day],
  ["0 0 */31 * */7", 7 * day],
  ["0 0 29 2 *", (3 * 365 + 366) * day],
  ["@daily", day],
  ["@weekly", 7 * day],
  ["@every 1h30m", 1.5 * hour],
  ["@every 90.5s", 90],
])("%s leaves at most %d s between two runs", (schedule, seconds) => {
  expect(longestGap(schedule)).toBe(seconds);
});

test("a schedule that Kubernetes refuses has none", () => {
  expect(() => longestGap("99 * * * *")).toThrow(RangeError);
});
