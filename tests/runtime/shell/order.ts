import { calledBy, type Program } from "./calls";
import type { Action } from "./parse";

/** What has happened so far, in the order of the text: which variables have a value, and which functions were called. */
interface Past {
  set: Set<string>;
  called: Set<string>;
}

/**
 * Variables that a program reads before any command has set them, which ends a script under `set -u`: "fn: variable".
 * Either branch counts as run; what is set in a command substitution does not count after it.
 */
export function readUnset({ definitions, sources: [main, ...parts] }: Program): string[] {
  const found = new Set<string>();

  const walk = (fn: string, actions: readonly Action[], past: Past): void => {
    let inner: Past | undefined;
    for (const action of actions) {
      inner = action.substituted ? (inner ?? copyOf(past)) : undefined;
      step(fn, action, inner ?? past);
    }
  };

  const step = (fn: string, action: Action, past: Past): void => {
    if (action.kind !== "call") {
      if (action.kind === "read" && !action.guarded && !past.set.has(action.name)) found.add(`${fn}: ${action.name}`);
      past.set.add(action.name);
      return;
    }
    // A function that is handed over is called by the one that it is handed to.
    for (const name of [...calledBy([action])].reverse()) {
      if (past.called.has(name)) continue;
      past.called.add(name);
      walk(name, definitions.get(name)?.functions.get(name) ?? [], past);
    }
  };

  const past: Past = { set: new Set(), called: new Set() };
  for (const { file, body } of [...parts, main!]) walk(file, body, past);
  return [...found].filter((text) => /: [a-z]/.test(text));
}

const copyOf = ({ set, called }: Past): Past => ({ set: new Set(set), called: new Set(called) });
