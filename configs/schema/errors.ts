/** One thing that is wrong, or doubtful, in the settings. */
export interface Finding {
  /** Full path of the setting: `instances.cache.sentinel.count`. */
  property: string;
  /** Its value; undefined where there is none or where it may be a secret. */
  value?: unknown;
  /** File, line and column, where they are known. */
  place?: string;
  reason: string;
  /** What to do about it. */
  fix: string;
}

/** Everything that is wrong in the settings, at once. */
export class SettingsError extends Error {
  constructor(readonly findings: Finding[]) {
    super(formatFindings(findings));
    this.name = "SettingsError";
  }
}

/** The findings as text, each on lines of its own. */
export function formatFindings(findings: Finding[]): string {
  const count = findings.length === 1 ? "1 setting is refused" : `${findings.length} settings are refused`;
  return [`${count}:`, ...findings.map(formatFinding)].join("\n\n");
}

/** A finding, each of its parts on a line. */
export function formatFinding({ property, value, place, reason, fix }: Finding): string {
  return [
    property,
    ...(place === undefined ? [] : [`  place:   ${place}`]),
    ...(value === undefined ? [] : [`  value:   ${JSON.stringify(value)}`]),
    `  reason:  ${reason}`,
    `  fix:     ${fix}`,
  ].join("\n");
}
