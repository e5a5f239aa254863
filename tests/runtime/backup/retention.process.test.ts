import { execFileSync } from "node:child_process";
import { join } from "node:path";

const script = join(__dirname, "..", "..", "..", "runtime", "backup", "retention.sh");

/** What the script keeps of backups that were taken at these times. */
function retained(times: readonly string[], daily: number, weekly: number, monthly: number, last = 1): string[] {
  const input = [...times]
    .sort()
    .reverse()
    .map((time) => `${time} ${time}`)
    .join("\n");
  const command = `. "$1"; retained ${last} ${daily} ${weekly} ${monthly}`;
  const output = execFileSync("sh", ["-c", command, "sh", script], { input, encoding: "utf8" });
  return output.split("\n").filter(Boolean);
}

const stamp = (date: Date) => date.toISOString().replaceAll(/\D/g, "").slice(0, 14);
const day = (n: number, hour = 3) => stamp(new Date(Date.UTC(2026, 0, 1 + n, hour)));

test("400 simulated days, one backup a day, pruned each day", () => {
  let held: string[] = [];
  for (let n = 0; n < 400; n++) {
    held = retained([...held, day(n)], 7, 5, 12);
    expect(held[0]).toBe(day(n));
    expect(held.length).toBeLessThanOrEqual(7 + 5 + 12);
  }
  const last = 399;
  // The last seven days; the ends of the four weeks before this one; the ends of the eleven months before this one.
  const daily = Array.from({ length: 7 }, (_, i) => day(last - i));
  expect(held.slice(0, 7)).toEqual(daily);
  const others = held.slice(7).map((time) => new Date(`${time.slice(0, 4)}-${time.slice(4, 6)}-${time.slice(6, 8)}`));
  const isSunday = (date: Date) => date.getUTCDay() === 0;
  const isLastOfMonth = (date: Date) => new Date(date.getTime() + 86_400_000).getUTCDate() === 1;
  expect(others.filter((date) => !isSunday(date) && !isLastOfMonth(date))).toEqual([]);
  expect(new Set(held.map((time) => time.slice(0, 6))).size).toBe(12);
});

test("several backups a day count as one day, and the newest of them stays", () => {
  const times = [day(0, 1), day(0, 2), day(1, 1), day(1, 2), day(2, 1)];
  expect(retained(times, 2, 0, 0)).toEqual([day(2, 1), day(1, 2)]);
});

test("days without a backup do not count", () => {
  expect(retained([day(0), day(100), day(200)], 3, 0, 0)).toEqual([day(200), day(100), day(0)]);
});

test("weeks begin on Monday, also over the end of a year", () => {
  // Thursday 31 December 2026 and Friday 1 January 2027 are of one week; Monday 4 January is of the next.
  expect(retained(["20261231030000", "20270101030000", "20270104030000"], 1, 2, 0)).toEqual([
    "20270104030000",
    "20270101030000",
  ]);
});

test("the last ones stay, also those of one day", () => {
  const times = [day(0, 1), day(0, 2), day(0, 3), day(0, 4)];
  expect(retained(times, 1, 0, 0, 3)).toEqual([day(0, 4), day(0, 3), day(0, 2)]);
});
