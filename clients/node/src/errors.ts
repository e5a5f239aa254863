/** What a step of Redis may fail with: by its answer, or because there was none. */
export type FaultKind =
  | "timeout"
  | "connection"
  | "readonly"
  | "loading"
  | "cluster"
  | "auth"
  | "permission"
  | "memory"
  | "refusal"
  | "reply";

/** All that a call of the cache may fail with, but for the loader's own errors (contract 11). */
export type ErrorKind =
  FaultKind | "argument" | "value" | "loadTimeout" | "overloaded" | "durability" | "pending" | "away" | "closed";

/** The one class of errors that the cache makes; a loader's error is passed on as it is. */
export class CacheError extends Error {
  override readonly name = "CacheError";

  constructor(
    readonly kind: ErrorKind,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** An argument that is refused: what it is, its value, why, and a way out. */
export function refused(name: string, value: unknown, reason: string, wayOut: string): CacheError {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new CacheError("argument", `${name} (${shown}) ${reason}. ${wayOut}`);
}

const kindsByWord: Readonly<Record<string, FaultKind>> = {
  READONLY: "readonly",
  LOADING: "loading",
  MASTERDOWN: "loading",
  BUSY: "loading",
  CLUSTERDOWN: "cluster",
  TRYAGAIN: "cluster",
  MOVED: "cluster",
  ASK: "cluster",
  NOAUTH: "auth",
  WRONGPASS: "auth",
  NOPERM: "permission",
  OOM: "memory",
  NOREPLICAS: "refusal",
  MISCONF: "refusal",
};

/** The kind of an error answer by its first word; Redis 6.2 wraps those of a script. */
export function kindOfReply(message: string): FaultKind {
  const inScript = /^ERR Error running script .*?: -([A-Z]+)/.exec(message);
  const word = inScript ? inScript[1]! : message.split(" ", 1)[0]!;
  return kindsByWord[word] ?? "reply";
}

/** Kinds that concern one command or key leave the breaker closed. */
export function opensBreaker(kind: FaultKind): boolean {
  return !["permission", "memory", "refusal", "reply"].includes(kind);
}

/** What a step failed with, as one of the kinds. */
export function faultOf(error: unknown): CacheError & { kind: FaultKind } {
  if (error instanceof CacheError) return error as CacheError & { kind: FaultKind };
  const { name, message } = error as Error;
  const kind = name === "ReplyError" ? kindOfReply(message) : "connection";
  return new CacheError(kind, message, { cause: error }) as CacheError & { kind: FaultKind };
}
