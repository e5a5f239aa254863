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
  const expected = error instanceof UserError || error instanceof Interrupted || error.name === "SettingsError";
  return expected || !error.stack ? error.message : error.stack;
}

export function exitCode(error: unknown): number {
  return error instanceof Interrupted ? 130 : 1;
}
