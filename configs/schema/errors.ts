/** One thing that is wrong, or doubtful, in the settings. */
export interface Finding {
  /** Full path of the setting: `instances.cache.sentinel.count`. */
  property: string;
  /** Its value; undefined where there is none or where it may be a secret. */
  value?: unknown;
  /** How it stands in the file, where that is not how it was read: `0123`, which is 83 to YAML. */
  written?: string;
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

/** The findings as text, each on lines of its own; what is said of several properties is said once, below them all. */
export function formatFindings(findings: Finding[]): string {
  const count = findings.length === 1 ? "1 setting is refused" : `${findings.length} settings are refused`;
  const alike = new Map<string, Finding>();
  for (const finding of findings) {
    const { property, ...rest } = finding;
    const said = JSON.stringify(rest);
    const earlier = alike.get(said);
    alike.set(said, earlier ? { ...earlier, property: `${earlier.property}\n${property}` } : finding);
  }
  return [`${count}:`, ...[...alike.values()].map(formatFinding)].join("\n\n");
}

/** A finding, each of its parts on a line. */
export function formatFinding({ property, value, written, place, reason, fix }: Finding): string {
  return [
    property,
    ...(place === undefined ? [] : [`  place:   ${place}`]),
    ...(value === undefined ? [] : [`  value:   ${shown(value, written)}`]),
    `  reason:  ${reason}`,
    `  fix:     ${fix}`,
  ].join("\n");
}

function shown(value: unknown, written: string | undefined): string {
  return written === undefined ? JSON.stringify(value) : `${written}, which YAML reads as ${String(value)}`;
}

/** The finding with what stands in the file, where YAML has made another number or word of it. */
export function asWritten(finding: Finding, path: readonly string[], textAt: TextAt | undefined): Finding {
  const { value } = finding;
  const text = typeof value === "number" || typeof value === "boolean" ? textAt?.(path) : undefined;
  return text === undefined || text === String(value) ? finding : { ...finding, written: text };
}

/** The text of a number, or of true or false, at a path of the settings, as it stands in the file. */
export type TextAt = (path: readonly string[]) => string | undefined;
