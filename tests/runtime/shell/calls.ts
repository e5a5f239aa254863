import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { scriptPaths } from "../../../runtime";
import { type Action, parseScript } from "./parse";

/** A script of `runtime/`, with the functions that it defines. */
export interface Source {
  file: string;
  /** The folder that it lies in, or `programs`. */
  floor: string;
  loads: string[];
  functions: Map<string, Action[]>;
  body: Action[];
}

export interface Program {
  file: string;
  /** All that it loads, and itself. */
  sources: Source[];
  /** Where each of its functions is. */
  definitions: Map<string, Source>;
}

const root = join(__dirname, "../../../runtime");

export const sources: readonly Source[] = scriptPaths().map((path) => {
  const text = readFileSync(join(root, path), "utf8");
  const floor = text.startsWith("#!/bin/sh\n") ? "programs" : dirname(path);
  return { file: basename(path), floor, ...parseScript(text) };
});

const byFile = new Map(sources.map((source) => [source.file, source]));
export const functionNames = new Set(sources.flatMap(({ functions }) => [...functions.keys()]));

export function programs(): Program[] {
  return sources
    .filter(({ floor }) => floor === "programs")
    .map((program) => {
      const loaded = loadedBy(program);
      return { file: program.file, sources: loaded, definitions: definitionsIn(program.file, loaded) };
    });
}

function loadedBy(program: Source): Source[] {
  const found = new Set([program]);
  // What is added while it runs is visited too.
  for (const { file, loads } of found) {
    for (const part of loads) {
      if (part.startsWith('"$CONFIG_DIR')) continue;
      const source = byFile.get(part);
      if (!source) throw new Error(`${file} loads ${part}, which does not exist`);
      found.add(source);
    }
  }
  return [...found];
}

function definitionsIn(program: string, loaded: readonly Source[]): Map<string, Source> {
  const definitions = new Map<string, Source>();
  for (const source of loaded) {
    for (const fn of source.functions.keys()) {
      const other = definitions.get(fn);
      if (other) throw new Error(`${program} loads two functions ${fn}, of ${other.file} and ${source.file}`);
      definitions.set(fn, source);
    }
  }
  return definitions;
}

/** The functions that these actions call, by themselves or by handing them to a function that does. */
export function calledBy(actions: readonly Action[]): Set<string> {
  const called = new Set<string>();
  for (const action of actions) {
    if (action.kind !== "call") continue;
    if (functionNames.has(action.name)) called.add(action.name);
    for (const position of callbacks.get(action.name) ?? []) {
      for (const word of handedOver(action.words[position - 1] ?? "")) called.add(word);
    }
  }
  return called;
}

/** `fn`, or `"${1:-fn}"`. */
function handedOver(word: string): string[] {
  return [word.replace(/^"\$\{\d:-(\w+)\}"$/, "$1")].filter((name) => functionNames.has(name));
}

/** Of functions that call a function which they are handed: the numbers of those arguments. */
const callbacks = new Map<string, Set<number>>();

for (let known = -1; known !== callbacks.size;) {
  known = callbacks.size;
  for (const { functions } of sources) {
    for (const [fn, actions] of functions) {
      const positions = new Set(actions.flatMap(positionsCalled));
      if (positions.size > 0) callbacks.set(fn, positions);
    }
  }
}

function positionsCalled(action: Action): number[] {
  if (action.kind !== "call") return [];
  const words = [action.name, ...[...(callbacks.get(action.name) ?? [])].map((n) => action.words[n - 1] ?? "")];
  return words.flatMap((word) => {
    if (word === '"$@"') return [1];
    const [, position] = /^"\$\{?(\d)(?::-\w+)?\}?"$/.exec(word) ?? [];
    return position === undefined ? [] : [Number(position)];
  });
}
