import { readFileSync } from "node:fs";
import { join } from "node:path";
import { floors } from "./shell/floors";
import { programs, sources } from "./shell/calls";
import { settersOf } from "./shell/variables";

const readme = readFileSync(join(__dirname, "../../runtime/README.md"), "utf8");

/** The cells of the rows in a section, without the heads of its tables. */
function rows(section: string): string[][] {
  const text = readme.split("\n## ").find((part) => part.startsWith(`${section}\n`))!;
  const tables = text.split(/\n\n(?=\|)/).slice(1);
  const lines = tables.flatMap((table) => table.split("\n\n")[0]!.trim().split("\n").slice(2));
  return lines.map((line) => line.slice(1, -1).split("|"));
}

const quoted = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);

test("the folders are listed from the lowest to the highest", () => {
  const folders = rows("Where is what").map(([first]) => first!.trim().replaceAll(/[`/]/g, ""));
  expect(folders.slice(0, floors.length)).toEqual(floors);
});

test("every program is listed", () => {
  const listed = rows("Where is what")
    .slice(floors.length)
    .flatMap(([first]) => quoted(first));
  const files = listed.map((path) => path.split("/").at(-1)!);
  expect([...new Set(files)].sort()).toEqual(
    programs()
      .map(({ file }) => file)
      .sort(),
  );
});

test("every variable that several files use is listed with those that set it", () => {
  const listed = rows("Who sets which variable").flatMap(([names, files]) =>
    quoted(names).map((name): [string, string[]] => [name, quoted(files)]),
  );
  const setters = settersOf(programs());
  // Of every function that fails.
  setters.delete("why_not");
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(setters));
});

test("every event of the log is listed once", () => {
  const listed = rows("Log events").flatMap(([event]) => quoted(event));
  expect(listed.sort()).toEqual([...events()].sort());
});

function events(): Set<string> {
  const found = new Set<string>();
  for (const { functions, body } of sources) {
    for (const action of [...functions.values(), body].flat()) {
      if (action.kind !== "call") continue;
      const [first = ""] = action.words;
      if (action.name === "log" || action.name === "log_once") found.add(first);
      if (action.name === "answer_restore" || action.name === "end_restore") found.add(`restore-${first}`);
    }
  }
  // What hands its own arguments on.
  for (const word of ['"$@"', '"restore-$1"', 'restore-"$@"']) expect(found.delete(word)).toBe(true);
  return found;
}
