import { Written } from "../../../cli/load/written";

const slots = 3;

function written(): Written {
  return new Written("load", slots);
}

it("goes round its keys with values that rise", () => {
  const all = written();
  expect([1, 2, 3, 4].map(() => all.next())).toEqual([
    { key: "load:1", value: 1 },
    { key: "load:2", value: 2 },
    { key: "load:0", value: 3 },
    { key: "load:1", value: 4 },
  ]);
  expect(all.keys.sort()).toEqual(["load:0", "load:1", "load:2"]);
});

it("names only keys that it has written to", () => {
  const all = written();
  all.next();
  expect(all.keys).toEqual(["load:1"]);
});

it.each<[string, string | null, number]>([
  ["the acknowledged value", "4", 0],
  ["a later value, which was not acknowledged", "7", 0],
  ["an older value", "1", 1],
  ["nothing", null, 1],
])("a key with %s (%j) counts as %d lost", (_, found, lost) => {
  const all = written();
  all.acknowledge("load:1", 4);
  all.compare("load:1", found);
  expect(all.lost).toBe(lost);
});

it("expects nothing of a key without an acknowledged write, and counts a loss once", () => {
  const all = written();
  all.compare("load:1", null);
  all.acknowledge("load:1", 4);
  all.compare("load:1", null);
  all.compare("load:1", null);
  expect(all.lost).toBe(1);
});
