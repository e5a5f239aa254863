import classes from "../../configs/data/setting-classes.json";
import { instanceSchema } from "../../configs";
import { settingsOf } from "../../configs/settings/walk";
import { settingClasses } from "./classes";

jest.setTimeout(60_000);

test("docs/settings.md has a class for every setting", () => {
  const paths = settingsOf(instanceSchema).map(({ path }) => path.join("."));
  expect(Object.keys(classes).sort()).toEqual(paths.sort());
});

test("it is the one of the review: a sample; `npm run generate:classes` writes all", async () => {
  expect(classes).toMatchObject(await settingClasses((index) => index % 5 === 0));
});
