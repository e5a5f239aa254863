import { calledBy, functionNames, type Program, programs, type Source, sources } from "./shell/calls";
import { floors } from "./shell/floors";

/** Files that call each other, because one is a part of what the other does. */
const pairs = [
  ["external-cut-over.sh", "external.sh"],
  ["hand-over-fallback.sh", "hand-over.sh"],
];

/** What the scripts expect of a shell and of an image. */
const commands = new Set([
  ...[".", ":", "[", "break", "cd", "command", "continue", "echo", "eval", "exec", "exit", "export", "kill", "local"],
  ...["printf", "read", "return", "set", "shift", "touch", "trap", "umask", "wait"],
  ...[
    "awk",
    "base64",
    "cat",
    "cmp",
    "cut",
    "date",
    "dirname",
    "grep",
    "head",
    "ln",
    "mkdir",
    "mkfifo",
    "mv",
    "od",
    "rm",
    "sed",
  ],
  ...["sh", "sleep", "sort", "tail", "timeout", "tr", "wc"],
  ...["aws", "versitygw"],
]);

interface Call {
  program: string;
  from: Source;
  to: Source | undefined;
  /** "caller calls called" */
  text: string;
}

/** All calls that a program can come to. */
function callsOf({ file, sources: [main], definitions }: Program): Call[] {
  const calls: Call[] = [];
  const visited = new Set<string>();
  const visit = (from: Source, caller: string, actions: Source["body"]) => {
    for (const called of calledBy(actions)) {
      const to = definitions.get(called);
      calls.push({ program: file, from, to, text: `${caller} calls ${called}` });
      if (!to || visited.has(called)) continue;
      visited.add(called);
      visit(to, called, to.functions.get(called)!);
    }
  };
  visit(main!, file, main!.body);
  return calls;
}

const calls = programs().flatMap(callsOf);

test("every folder is a floor", () => {
  expect(new Set(sources.map(({ floor }) => floor))).toEqual(new Set(floors));
});

test("every program loads the files whose functions it calls", () => {
  const missing = calls.filter(({ to }) => !to).map(({ program, text }) => `${program}: ${text}`);
  expect(missing).toEqual([]);
});

test("calls between folders go down only", () => {
  const up = calls.filter(({ from, to }) => to && floors.indexOf(to.floor) > floors.indexOf(from.floor));
  expect([...new Set(up.map(({ from, to, text }) => `${from.floor} < ${to!.floor}: ${text}`))]).toEqual([]);
});

test("files call each other in pairs only", () => {
  const called = new Map<string, Set<string>>(sources.map(({ file }) => [file, new Set()]));
  for (const { from, to } of calls) if (to && to !== from) called.get(from.file)!.add(to.file);
  const reached = (file: string): Set<string> => {
    const found = new Set(called.get(file));
    for (const next of found) for (const further of called.get(next)!) found.add(further);
    return found;
  };
  const files = sources.map(({ file }) => file);
  const circles = files.map((file) => files.filter((other) => reached(file).has(other) && reached(other).has(file)));
  expect(new Set(circles.map(String))).toEqual(new Set(["", ...pairs.map(String)]));
});

test("every function is called by a program", () => {
  const called = new Set(calls.map(({ text }) => text.split(" ").at(-1)));
  expect([...functionNames].filter((name) => !called.has(name))).toEqual([]);
});

test("what is called is a function, or a command that every image has", () => {
  const unknown = sources.flatMap(({ file, functions, body }) =>
    [...functions.values(), body]
      .flat()
      .filter((action) => action.kind === "call" && /^[\w.:[-]+$/.test(action.name))
      .filter(({ name }) => !functionNames.has(name) && !commands.has(name))
      .map(({ name }) => `${file}: ${name}`),
  );
  expect(unknown).toEqual([]);
});
