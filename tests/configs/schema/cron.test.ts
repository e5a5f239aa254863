import fc from "fast-check";
import { cronProblem } from "../../../configs/schema/cron";

test.each([
  ...[
    "17 3 * * *",
    "*/5 * * * *",
    "0 3 * * sun",
    "0 3 * * SAT",
    "0 3 1-7/2 jan-mar mon-fri",
    "0,30 8-18 * * 1-5",
    "5/15 * * * *",
  ],
  ...["0 0 29 2 *", "0 0 31 4 1", "0 0 ? * 1", "@hourly", "@midnight", "@yearly", "@every 1h30m", "0  3 * * *"],
  // As Kubernetes reads them: any white space, nothing between commas, Go's numbers and durations.
  ...["0\t3 * * *", "0 3 * * *\n", "1,,2 * * * *", "1, 3 * * *", "+5 3 * * *", "@every .5h", "@every 90000ms"],
  // `*` with a step is a list: then a day of the week is enough, and there is one in February.
  ...["0 0 31 2 */2", "0 0 */31 2 1"],
])("takes %s", (schedule) => expect(cronProblem(schedule)).toBeUndefined());

test.each([
  ["99 * * * *", /minute "99" that is outside 0 to 59/],
  ["0 24 * * *", /hour "24" that is outside 0 to 23/],
  ["0 3 * * 7", /day of the week "7" that is outside 0 to 6, where 0 is Sunday/],
  ["0 3 * * sat-sun", /begins behind its end/],
  ["*/0 * * * *", /step of 0/],
  ["0 3 0 * *", /outside 1 to 31/],
  ["0 3 * 13 *", /outside 1 to 12/],
  ["0 3 * * FOO", /no number or name/],
  ["- - - - -", /no number/],
  ["1-2-3 * * * *", /too many parts/],
  [", * * * *", /names no minute/],
  ["*-5 3 * * *", /all of \* to Kubernetes/],
  ["0 0 30 2 *", /never runs/],
  ["0 0 31 4,6 *", /never runs/],
  ["0 0 30 2 1,*", /never runs/],
  ["0 0 31 2 */1", /never runs/],
  ["@every 0s", /@every 1m or more/],
  ["@every 500ms", /@every 1m or more/],
  ["@every -1h", /@every 1m or more/],
  ["@every 1d", /hours, minutes or seconds/],
  ["@every 9999999h", /hours, minutes or seconds/],
  ["0 3 * *", /five fields/],
  ["daily", /five fields/],
  ["TZ=UTC 0 3 * * *", /five fields/],
  ["@dayly", /one of @hourly/],
])("refuses %s", (schedule, reason) => expect(cronProblem(schedule)).toMatch(reason));

test("answers for any text, and takes every time of a day", () => {
  fc.assert(fc.property(fc.string(), (text) => ["string", "undefined"].includes(typeof cronProblem(text))));
  const time = fc.tuple(fc.nat(59), fc.nat(23), fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 12 }));
  fc.assert(fc.property(time, ([minute, hour, day, month]) => !cronProblem(`${minute} ${hour} ${day} ${month} *`)));
});
