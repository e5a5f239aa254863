import { type InstanceReport, reportPage } from "../../../cli/report";
import { rows } from "../../../configs/dashboard/rows";
import { cannedReport } from "../../../verification/report/canned";

type Panel = InstanceReport["rows"][number]["panels"][number];

const from = cannedReport().period.from;

function pageOf(panels: Panel[], more: Partial<InstanceReport> = {}): string {
  const period = { from, to: from + 3600 };
  const report = { instance: "cache", namespace: "redis", period, handOvers: [], rows: [{ title: "Row", panels }] };
  return reportPage("local", [{ ...report, ...more }]);
}

const plotOf = (values: [number, number][], unit = "none"): Panel => ({
  title: "Plot",
  unit,
  lines: [{ name: "line", values: values.map(([after, value]) => [from + after, value]) }],
});

test("shows every panel of the dashboard, and asks nobody for anything", () => {
  const page = reportPage("local", [cannedReport()]);
  const panels = rows.flatMap((row) => row.panels);
  for (const { title } of panels) expect(page).toContain(`>${title}</`);
  expect(page.match(/<svg /g)).toHaveLength(panels.filter(({ shown }) => shown === undefined).length);
  expect(page).not.toMatch(/<script|<link|<img|\bsrc=|\bhref=|url\(|https?:/);
});

test("marks each hand-over in each plot, and names it once", () => {
  const page = pageOf([plotOf([[0, 1]]), plotOf([[0, 1]])], {
    handOvers: [{ time: from + 60, text: "cache-replica-0 is master" }],
  });
  expect(page.match(/class="moved"/g)).toHaveLength(2);
  expect(page.match(/<li>\S+ \S+ cache-replica-0 is master<\/li>/g)).toHaveLength(1);
});

test("draws no line over a time without values", () => {
  const values = [0, 15, 30, 45, 300, 315].map((after): [number, number] => [after, 1]);
  const [, path] = /<path class="line c0" d="([^"]+)"/.exec(pageOf([plotOf(values)]))!;
  expect(path!.match(/M/g)).toHaveLength(2);
});

test.each([
  ["bytes", 96 * 2 ** 20, ["0 B", "32 MiB", "64 MiB", "96 MiB"]],
  ["none", 2, ["0", "1", "2"]],
  ["percentunit", 1, ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]],
  ["bool_on_off", 1, ["off", "on"]],
  ["s", 0.004, ["0 s", "1 ms", "2 ms", "3 ms", "4 ms"]],
  ["ops", 4000, ["0/s", "1k/s", "2k/s", "3k/s", "4k/s"]],
])("has marks that fit %s", (unit, value, marks) => {
  const page = pageOf([plotOf([[0, value]], unit)]);
  expect([...page.matchAll(/text-anchor="end">([^<]*)</g)].map(([, text]) => text)).toEqual(marks);
});

test("says which rows and panels are without data, and what is not there any more", () => {
  const none = { title: "Nothing", panels: [{ ...plotOf([]), lines: [] }] };
  const gone: Panel = { ...plotOf([[0, 1]]), shown: "number" };
  const some = { title: "Something", panels: [plotOf([[0, 1]]), { ...plotOf([]), lines: [] }, gone] };
  const page = pageOf([], { rows: [none, some] });
  expect(page).toContain("Without data: Nothing.");
  expect(page).toContain("no data");
  expect(page).toContain("<dd>–</dd>");
});

test("takes names as text", () => {
  const page = pageOf([{ ...plotOf([[0, 1]]), title: '<b>"a" & b' }]);
  expect(page).toContain("&lt;b&gt;&quot;a&quot; &amp; b</figcaption>");
  expect(page).not.toContain("<b>&quot;");
});
