import { changesText } from "../../../cli/pulumi/changes";

it.each([
  [{ same: 11 }, "No changes."],
  [{}, "No changes."],
  [{ same: 9, update: 2, create: 1 }, "Changes: 2 update, 1 create."],
])("tells of %j", (changes, text) => {
  expect(changesText(changes)).toBe(text);
});
