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
])("takes %s", (schedule) => expect(cronProblem(schedule)).toBeUndefined());

test.each([
  ["99 * * * *", /minute "99" is outside 0 to 59/],
  ["0 24 * * *", /hour "24" is outside 0 to 23/],
  ["0 3 * * 7", /day of the week "7" is outside 0 to 6/],
  ["0 3 * * sat-sun", /begins behind its end/],
  ["*/0 * * * *", /step of 0/],
  ["0 3 0 * *", /outside 1 to 31/],
  ["0 3 * 13 *", /outside 1 to 12/],
  ["0 3 * * FOO", /no number or name/],
  ["- - - - -", /no number/],
  ["1-2-3 * * * *", /too many parts/],
  ["1,,2 * * * *", /no number/],
  ["0 0 30 2 *", /never runs/],
  ["0 0 31 4,6 *", /never runs/],
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
