import { calledBy, type Program } from "./calls";
import type { Action } from "./parse";

/** What a function of a program does with the variables of the scripts; those in capitals are settings. */
export interface Use {
  fn: string;
  file: string;
  locals: Set<string>;
  assigned: Set<string>;
  /** Read before this function has assigned it, in the order of its text. */
  readFirst: Set<string>;
  read: Set<string>;
  /** All that it comes to call. */
  below: Use[];
}

export function usesOf(program: Program): Use[] {
  const uses = new Map<string, Use>();
  for (const [fn, { file, functions }] of program.definitions) uses.set(fn, useOf(fn, file, functions.get(fn)!));
  for (const use of uses.values()) use.below = below(use.fn, program, uses);
  return [...uses.values()];
}

/** What the files do outside of their functions. */
function useOutside(program: Program): Use {
  return useOf(
    "",
    program.file,
    program.sources.flatMap(({ body }) => body),
  );
}

function useOf(fn: string, file: string, actions: readonly Action[]): Use {
  const use: Use = {
    fn,
    file,
    locals: new Set(),
    assigned: new Set(),
    readFirst: new Set(),
    read: new Set(),
    below: [],
  };
  for (const { kind, name } of actions) {
    if (kind === "call" || !/^[a-z]/.test(name)) continue;
    if (kind === "local") use.locals.add(name);
    else if (kind === "assign") use.assigned.add(name);
    else {
      use.read.add(name);
      if (!use.assigned.has(name)) use.readFirst.add(name);
    }
  }
  return use;
}

function below(fn: string, { definitions }: Program, uses: ReadonlyMap<string, Use>): Use[] {
  const found = new Set([fn]);
  for (const name of found) {
    for (const called of calledBy(definitions.get(name)?.functions.get(name) ?? [])) found.add(called);
  }
  found.delete(fn);
  return [...found].flatMap((name) => uses.get(name) ?? []);
}

/** Variables through which functions of the program tell each other something. */
export function sharedIn(program: Program): Set<string> {
  const outside = useOutside(program);
  const shared = new Set([...outside.assigned, ...outside.read]);
  for (const use of usesOf(program)) {
    const { locals, read, readFirst } = use;
    // Whoever sets what it does not read itself sets it for others.
    for (const name of globalsOf(use)) if (!read.has(name)) shared.add(name);
    const setBelow = new Set(use.below.flatMap((called) => [...globalsOf(called)]));
    for (const name of read) if (!locals.has(name) && (readFirst.has(name) || setBelow.has(name))) shared.add(name);
  }
  return shared;
}

export function globalsOf({ assigned, locals }: Use): Set<string> {
  return new Set([...assigned].filter((name) => !locals.has(name)));
}

/** Variables that several files of a program use: name to the files that set it. */
export function settersOf(all: readonly Program[]): Map<string, string[]> {
  const set = new Map<string, Set<string>>();
  const used = new Set<string>();
  for (const program of all) {
    const users = new Map<string, Set<string>>();
    const uses = [...usesOf(program), ...program.sources.map(({ file, body }) => useOf("", file, body))];
    for (const use of uses) {
      for (const name of globalsOf(use)) add(set, name, use.file);
      for (const name of [...use.assigned, ...use.read]) if (!use.locals.has(name)) add(users, name, use.file);
    }
    for (const [name, files] of users) if (files.size > 1) used.add(name);
  }
  const setters = [...set].filter(([name]) => used.has(name)).sort(([one], [other]) => (one < other ? -1 : 1));
  return new Map(setters.map(([name, files]) => [name, [...files].sort()]));
}

function add(to: Map<string, Set<string>>, name: string, file: string): void {
  if (!to.has(name)) to.set(name, new Set());
  to.get(name)!.add(file);
}
