import { programs, sources } from "./shell/calls";
import { readUnset } from "./shell/order";
import { globalsOf, sharedIn, usesOf } from "./shell/variables";

test("a variable that no other function reads is local", () => {
  const all = programs().map((program) => ({ shared: sharedIn(program), uses: usesOf(program) }));
  // Several programs may load a file, and one of them read what it sets.
  const told = new Set(all.flatMap(({ shared, uses }) => uses.flatMap(({ file }) => [...shared].map((v) => file + v))));
  const set = all.flatMap(({ uses }) => uses.flatMap((use) => [...globalsOf(use)].map((name) => ({ ...use, name }))));
  const own = set.filter(({ file, name }) => !told.has(file + name));
  expect([...new Set(own.map(({ file, fn, name }) => `${file} ${fn}: ${name}`))]).toEqual([]);
});

test.each(programs())("$file: no function uses a local variable of one that calls it", (program) => {
  const used = usesOf(program).flatMap(({ fn, locals, below }) =>
    below.flatMap((use) =>
      [...use.readFirst, ...use.assigned]
        .filter((name) => locals.has(name) && !use.locals.has(name))
        .map((name) => `${use.fn} uses ${name} of ${fn}`),
    ),
  );
  expect(used).toEqual([]);
});

test.each(programs())("$file: a local variable has a value before it is read", (program) => {
  const read = usesOf(program).flatMap(({ fn, locals, readFirst }) =>
    [...readFirst].filter((name) => locals.has(name)).map((name) => `${fn}: ${name}`),
  );
  expect(read).toEqual([]);
});

test.each(programs())("$file: a variable has a value before it is read", (program) => {
  expect(readUnset(program)).toEqual([]);
});

test("`local` gives no value, which some shells would split into words", () => {
  const names = sources.flatMap(({ functions }) =>
    [...functions.values()].flat().filter(({ kind }) => kind === "local"),
  );
  expect(names.length).toBeGreaterThan(0);
  for (const { name } of names) expect(name).toMatch(/^\w+$/);
});
