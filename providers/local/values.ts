import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";

/** Marks a value as secret, so that Pulumi encrypts it in the state and hides it on the screen. */
export function secret<T>(value: T): unknown {
  return isSecret(value) || isUnknown(value) ? value : { [specialSigKey]: specialSecretSig, value };
}

/** The value without the marks of the wire format, at any depth. */
export function plain<T>(value: unknown): T {
  if (isSecret(value)) return plain(value.value);
  if (Array.isArray(value)) return value.map((item) => plain(item)) as T;
  if (typeof value !== "object" || value === null) return value as T;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) as T;
}

/** Whether the value, or a part of it, is known only after other resources have been made. */
export function isUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(isUnknown);
}

export function isSecret(value: unknown): value is { value: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as Record<string, unknown>)[specialSigKey] === specialSecretSig
  );
}
