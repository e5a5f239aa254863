import { repositoryFiles, textOf } from "../support/repository";

const page = "docs/high-availability.md";

/** Numbers of rules stand in bold at the start of a paragraph of a list, those of sections in headings. */
const rules = new Set(
  [...textOf(page).matchAll(/^(?:- \*\*(\d+[a-z]?\.\d+[a-z]?)\*\* |#{2,3} (\d+[a-z]?)\. )/gm)].map(
    ([, rule, section]) => rule ?? section!,
  ),
);

const cited = repositoryFiles()
  .filter((path) => /\.(ts|sh|md|json|ya?ml|rs)$/.test(path))
  .flatMap((path) => citations(textOf(path)).map((rule) => ({ path, rule })));

/** "HA rule 5a", "HA rules 2.2, 9 and 5b.4". */
function citations(text: string): string[] {
  return [...text.matchAll(/HA rules? (\d\w*(?:\.\w+)?(?:(?:,| and) \d\w*(?:\.\w+)?)*)/g)].flatMap(([, list]) =>
    list!.split(/, | and /),
  );
}

test("every rule of high availability that is cited is there", () => {
  expect(cited.length).toBeGreaterThan(40);
  expect(cited.filter(({ rule }) => !rules.has(rule))).toEqual([]);
});

test("a number names one rule", () => {
  const numbers = [...textOf(page).matchAll(/^- \*\*([\w.]+)\*\* /gm)].map(([, number]) => number);
  expect(numbers).toEqual([...new Set(numbers)]);
});
