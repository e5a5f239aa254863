import { readFileSync } from "node:fs";
import { join } from "node:path";
import classes from "../../../configs/data/setting-classes.json";
import { instanceSchema } from "../../../configs";
import { settingsOf } from "../../../configs/schema/walk";
import { settingClasses } from "../../../verification/classes/classes";

jest.setTimeout(120_000);

test("docs/settings.md has a class for every setting", () => {
  const paths = settingsOf(instanceSchema).map(({ path }) => path.join("."));
  expect(Object.keys(classes).sort()).toEqual(paths.sort());
});

test("each has it in its row, in whatever group it is", () => {
  const rows = readFileSync(join(__dirname, "../../../docs/settings.md"), "utf8").split("\n");
  const shown = (row: string) => row.split("|").map((cell) => cell.trim())[4];
  const said = rows.filter((row) => /^\| `/.test(row)).map(shown);
  for (const text of Object.values(classes)) expect(said).toContain(text.join(", "));
  expect(said.filter((text) => text === "failover").length).toBe(
    Object.values(classes).filter((text) => text.join() === "failover").length,
  );
});

test("it is the one of the review: a sample; `npm run generate:classes` writes all", async () => {
  expect(classes).toMatchObject(await settingClasses((index) => index % 9 === 0));
});
