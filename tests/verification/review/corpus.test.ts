import { instanceSchema } from "../../../configs";
import { settingsOf, settingsOfEntries } from "../../../configs/schema/walk";
import { changes as corpus, elsewhere, refusalOf, sampleOf, statesOf } from "../../../verification/review/corpus";

const changes = corpus.local;
const settings = [...settingsOf(instanceSchema), ...settingsOfEntries(instanceSchema)].map(({ path }) =>
  path.join(".").replace("NAME", "reports"),
);

/** Settings that a change sets or takes away: of a group that it takes away all. */
const changed = new Set(
  changes.flatMap((change) => Object.entries(change).flatMap(([path, value]) => pathsIn(path, value))),
);

function pathsIn(path: string, value: unknown): string[] {
  if (settings.includes(path) || typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, part]) => pathsIn(`${path}.${name}`, part));
}

const isElsewhere = (path: string) =>
  Object.keys(elsewhere).some((name) => path === name || path.startsWith(`${name}.`));
const isChanged = (path: string) => [...changed].some((one) => one === path || one.startsWith(`${path}.`));

test("each setting is changed, or it is said why it cannot be", () => {
  expect(settings.filter((path) => !isChanged(path) && !isElsewhere(path))).toEqual([]);
});

test("what is said to be impossible is a setting, and is not changed", () => {
  const names = Object.keys(elsewhere);
  expect(names.filter((name) => !settings.some((path) => path === name || path.startsWith(`${name}.`)))).toEqual([]);
  expect(settings.filter((path) => isChanged(path) && isElsewhere(path))).toEqual([]);
});

test("settings take each change", () => {
  expect(statesOf(changes).flatMap((cache) => refusalOf(cache) ?? [])).toEqual([]);
});

test("each change changes something", () => {
  const all = statesOf(changes).map((state) => JSON.stringify(state));
  expect(changes.filter((_, i) => all[i] === all[i + 1])).toEqual([]);
});

test.each(Object.keys(corpus) as (keyof typeof corpus)[])("a sample on %s stands for itself", (platform) => {
  for (const count of [1, 12, 24, 60]) {
    const sample = sampleOf(corpus[platform], count);
    const states = statesOf(sample);
    expect(states.flatMap((cache) => refusalOf(cache) ?? [])).toEqual([]);
    expect(new Set(states.map((state) => JSON.stringify(state))).size).toBeGreaterThan(count / 2);
    expect(sample.length).toBeGreaterThan(0.8 * count);
  }
});
