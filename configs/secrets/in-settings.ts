import type { Finding } from "../schema/errors";
import { isObject } from "../schema/merge";
import { stackSchema } from "../settings/stack";
import { child, knownKeys } from "../schema/walk";
import { optionalUserNames, userNames } from "./users";
import type { z } from "zod";

/** A part of the raw settings that is, or looks like, a secret. */
export interface Leak {
  path: string[];
  finding: Finding;
}

const secretKey = /(pass|passwd|password|passphrase|pwd|masterauth|primaryauth|private-?_?key)s?$/i;
const urlWithPassword = /:\/\/[^/\s:@]*:[^/\s@]+@/;

/** Secrets inside the settings; their values are never shown. */
export function secretsInSettings(raw: unknown): Leak[] {
  return leaksIn(raw, stackSchema, []);
}

function leaksIn(value: unknown, schema: z.ZodType | undefined, path: string[]): Leak[] {
  if (typeof value === "string") return urlWithPassword.test(value) ? [leak(path, "holds a password in a URL")] : [];
  if (Array.isArray(value)) return value.flatMap((item) => leaksIn(item, undefined, path));
  if (!isObject(value)) return [];

  return Object.entries(value).flatMap(([key, part]) => {
    const at = [...path, key];
    return isSecret(key, schema, path)
      ? [leak(at, "looks like a secret")]
      : leaksIn(part, schema && child(schema, key), at);
  });
}

/** Names of settings are none; anything else may be, where a password could stand. */
function isSecret(key: string, schema: z.ZodType | undefined, path: string[]): boolean {
  if (knownKeys(schema).includes(key) || path.join() === "instances") return false;
  return secretKey.test(key) || isAclUser(key, path) || isPasswordOfUser(key, path);
}

/** `user app on >password` in redis.conf. */
function isAclUser(key: string, path: string[]): boolean {
  return path.at(-2) === "extra" && key.toLowerCase() === "user";
}

/** Passwords written under `secrets`, of an instance or of the stack. */
function isPasswordOfUser(key: string, path: string[]): boolean {
  const ofStack = path.length === 0 && key === "secrets";
  return ofStack || (path.at(-1) === "secrets" && ([...userNames, ...optionalUserNames] as string[]).includes(key));
}

function leak(path: string[], what: string): Leak {
  return {
    path,
    finding: {
      property: path.join("."),
      reason: `${what}: settings are plain text, in the repository and in every preview`,
      fix: "remove it; passwords are made by `redis-cache secrets init`, and lie under redis-cache:secrets",
    },
  };
}
