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
  if (!(error instanceof Error)) return String(error);
  const refused = refusedBySystem(error);
  if (refused) return refused.message;
  const expected = error instanceof UserError || error instanceof Interrupted || error.name === "SettingsError";
  return expected || !error.stack ? error.message : error.stack;
}

const refusals: Record<string, string> = {
  EACCES: "this user may not do that",
  EPERM: "this user may not do that",
  EROFS: "the file system is read-only",
  ENOSPC: "the file system is full",
};

/** What the file system refuses is no fault of the tool, whichever part of it met that. */
function refusedBySystem({ code, syscall, path }: NodeJS.ErrnoException): UserError | undefined {
  const reason = refusals[code ?? ""];
  if (reason === undefined || path === undefined) return undefined;
  return new UserError(
    `${path}: ${syscall} is refused, because ${reason} (${code}).`,
    "run it as the owner of that folder, or on a copy of the project that you can write.",
  );
}

export function exitCode(error: unknown): number {
  return error instanceof Interrupted ? 130 : 1;
}
