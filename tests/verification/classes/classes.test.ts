import { readFileSync } from "node:fs";
import { join } from "node:path";
import classes from "../../../configs/data/setting-classes.json";
import { instanceSchema, stackSchema } from "../../../configs";
import { settingsOf, settingsOfEntries } from "../../../configs/schema/walk";
import { settingClasses } from "../../../verification/classes/classes";

test("docs/settings.md has a class for every setting", () => {
  const all = [...settingsOf(instanceSchema), ...settingsOfEntries(instanceSchema)];
  const ofStack = settingsOf(stackSchema).map(({ path }) => `redis-cache:${path.join(".")}`);
  const paths = [...ofStack, ...all.map(({ path }) => path.join("."))];
  expect(Object.keys(classes).sort()).toEqual(paths.sort());
});

test("each has it in its row, in whatever group it is", () => {
  const rows = readFileSync(join(__dirname, "../../../docs/settings.md"), "utf8").split("\n");
  const shown = (row: string) => row.split("|").map((cell) => cell.trim())[4];
  const said = rows.filter((row) => /^\| `/.test(row)).map(shown);
  expect(said.filter((text) => text === "")).toEqual([]);
  for (const text of Object.values(classes)) if (text.length > 0) expect(said).toContain(text.join(", "));
  expect(said.filter((text) => text === "failover").length).toBe(
    Object.values(classes).filter((text) => text.join() === "failover").length,
  );
});

test("only what has one value, or is refused always, has none", () => {
  const without = Object.entries(classes).flatMap(([path, found]) => (found.length === 0 ? [path] : []));
  expect(without).toEqual(["topology", "tls.termination", "autoscaling.memory"]);
});

test("it is the one of the review: a sample; `npm run generate:classes` writes all", async () => {
  expect(classes).toMatchObject(await settingClasses((index) => index % 9 === 0));
});
