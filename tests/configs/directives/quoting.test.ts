import fc from "fast-check";
import { quoteArg, splitArgs } from "../../../configs/directives/quoting";

it.each([
  ["yes", "yes"],
  ["", '""'],
  ["two words", '"two words"'],
  ['say "hi"', '"say \\"hi\\""'],
  ["back\\slash", "back\\slash"],
  ["a\nb", '"a\\nb"'],
  ["\x01", '"\\x01"'],
  ["grün", "grün"],
])("writes %j as %s", (word, text) => {
  expect(quoteArg(word)).toBe(text);
});

it.each([
  ["save 900 1", ["save", "900", "1"]],
  ['save ""', ["save", ""]],
  ["  a   b  ", ["a", "b"]],
  ["'it\\'s' \"\\x41\\n\"", ["it's", "A\n"]],
  ['pre"quoted part"', ["prequoted part"]],
  ['open "quote', undefined],
  ['"no blank"after', undefined],
])("reads %j", (line, words) => {
  expect(splitArgs(line)).toEqual(words);
});

it("reads back whatever it writes", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary-ascii" })), (words) => {
      expect(splitArgs(words.map(quoteArg).join(" "))).toEqual(words);
    }),
  );
});
