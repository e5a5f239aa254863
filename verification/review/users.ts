import type { Redis } from "ioredis";
import { fieldsOf } from "../../cli/health/observe";

/** What a node has of a user. */
export interface UserFacts {
  /** All that ACL GETUSER says but the passwords, in one spelling. */
  rights: string;
  /** Hashes. */
  passwords: string;
  /** Patterns, as rules name them. */
  keys: string[];
  channels: string[];
}

/** Those of some users that the node has, by their names; asked by user `ops`, who may not list them. */
export async function usersOn(ops: Redis, names: readonly string[]): Promise<Record<string, UserFacts>> {
  const answers = await Promise.all(names.map((name) => ops.call("ACL", "GETUSER", name)));
  return Object.fromEntries(names.flatMap((name, i) => (answers[i] ? [[name, factsIn(answers[i])]] : [])));
}

function factsIn(answer: unknown): UserFacts {
  const { passwords, ...rights } = fieldsOf(answer) as unknown as Record<string, unknown>;
  return {
    rights: JSON.stringify(plain(rights)),
    passwords: JSON.stringify(plain(passwords)),
    keys: wordsIn(rights.keys).map((rule) => rule.replace(/^(~|%RW?~|%W~)/, "")),
    channels: wordsIn(rights.channels).map((rule) => rule.replace(/^&/, "")),
  };
}

/** A text of words from 7.0 on, a list before. */
function wordsIn(value: unknown): string[] {
  return (Array.isArray(value) ? value.map(String) : String(value).split(" ")).filter((word) => word !== "");
}

/** A user that was reset has a flag more than one that was read from a file, by which nothing is otherwise. */
const sanitizes = "sanitize-payload";

/** Servers tell words and flags in any order. */
function plain(value: unknown): unknown {
  if (typeof value === "string") return value.split(" ").sort().join(" ");
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (value instanceof Set) return plain([...value]);
  if (Array.isArray(value))
    return value
      .filter((one) => one !== sanitizes)
      .map((one) => JSON.stringify(plain(one)))
      .sort();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
