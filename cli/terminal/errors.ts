import { types } from "node:util";

/** What a user can act on: shown without a stack trace. */
export class UserError extends Error {
  constructor(
    reason: string,
    readonly fix?: string,
  ) {
    super(fix ? `${reason}\n  Fix: ${fix}` : reason);
    this.name = "UserError";
  }
}

/** Ctrl-C or TERM, after everything that was under way has ended. */
export class Interrupted extends Error {
  constructor(readonly signal: NodeJS.Signals) {
    super(`Interrupted by ${signal}. Both \`redis-cache up\` and \`redis-cache down\` work from here.`);
    this.name = "Interrupted";
  }
}

/** Text for the terminal; a stack trace only for what no user can have caused. */
export function errorText(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const refused = refusedBySystem(error);
  if (refused) return refused.message;
  const expected = error instanceof UserError || error instanceof Interrupted || error.name === "SettingsError";
  return expected || !error.stack ? error.message : error.stack;
}

const rights = "run it as the owner of that folder, or on a copy of the project that you can write.";
const place = "name another path, or move away what is there.";
const refusals: Record<string, [reason: string, fix: string]> = {
  EACCES: ["this user may not do that", rights],
  EPERM: ["this user may not do that", rights],
  EROFS: ["the file system is read-only", rights],
  ENOSPC: ["the file system is full", "make room there."],
  EDQUOT: ["the quota of this user is used up", "make room there."],
  EEXIST: ["there is something already, and no folder", place],
  ENOTDIR: ["a part of the path is no folder", place],
  EISDIR: ["a folder is there, and no file", place],
  ENOENT: ["there is no such file or folder", "name one that is there."],
  ENAMETOOLONG: ["the name is too long", "name a shorter path."],
  ELOOP: ["its links lead to each other", "name another path."],
};

/** What the file system refuses is no fault of the tool, whichever part of it met that. */
function refusedBySystem({ code, syscall, path }: NodeJS.ErrnoException): UserError | undefined {
  const [reason, fix] = refusals[code ?? ""] ?? [];
  if (reason === undefined || path === undefined) return undefined;
  return new UserError(`${path}: ${syscall} is refused, because ${reason} (${code}).`, fix);
}

export function exitCode(error: unknown): number {
  return error instanceof Interrupted ? 130 : 1;
}
