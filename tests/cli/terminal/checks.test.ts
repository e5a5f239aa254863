import { stripVTControlCharacters } from "node:util";
import { checkTable } from "../../../cli/terminal/checks";

const checks = [
  { name: "one master; all replicas linked to it; all Sentinels name it", found: "cache-master-0" },
  { name: "delete", reason: "the master answers no more, and the others do not know why that may be, says the client" },
];

const linesAt = (width?: number) => stripVTControlCharacters(checkTable(checks, undefined, width)).split("\n");

test("a table of checks fits the terminal, and loses no word", () => {
  const lines = linesAt(80);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  const words = [...checks[0]!.name.split(" "), ...checks[1]!.reason!.split(" "), "passed", "failed"];
  for (const word of words) expect(lines.join("\n")).toContain(word);
});

test("without a terminal, or in a wide one, each check is a line", () => {
  for (const width of [undefined, 200]) expect(linesAt(width)).toHaveLength(3 + checks.length + 1);
});
