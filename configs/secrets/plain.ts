import type { Finding } from "../schema/errors";
import { isObject } from "../schema/merge";
import { secretsKey } from "../settings/stack";

export const plainSecretsFinding: Finding = {
  property: secretsKey,
  reason: "holds secrets in plain text, which are in the repository and in every preview",
  fix: "remove them, change them where they are in use, and run `redis-cache secrets init`, which encrypts its own",
};

/** Whether a part of them, as it stands in a stack's file, is not encrypted; `secure` has to stand alone. */
export function isPlain(written: unknown): boolean {
  if (!isObject(written)) return written !== undefined && written !== null;
  if (typeof written.secure === "string" && Object.keys(written).length === 1) return false;
  return Object.values(written).some(isPlain);
}
