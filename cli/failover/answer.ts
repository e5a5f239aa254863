/** What the master's script did with a request. */
export interface HandOverAnswer {
  outcome: "done" | "refused" | "failed";
  /** What it saw: `from`, `to`, `epoch`, `votes`, `offsets`, `pause_ms`, `total_ms` and others. */
  fields: Record<string, string>;
  reason: string;
}

/**
 * Reads the script's line `ID done|refused|failed key=value ... reason="..."`; undefined where it is for another
 * request.
 */
export function parseAnswer(line: string, id: string): HandOverAnswer | undefined {
  const [, own, outcome, rest] = /^(\S+) (done|refused|failed)\b(.*)/.exec(line) ?? [];
  if (own !== id || outcome === undefined || rest === undefined) return undefined;
  const { reason = "", ...fields } = keyValues(rest);
  return { outcome: outcome as HandOverAnswer["outcome"], fields, reason };
}

/** `key=value` and `key="several values"` of the script's answers and log lines. */
export function keyValues(line: string): Record<string, string> {
  const pairs = [...line.matchAll(/(?<=^| )(\w+)=(?:"([^"]*)"|(\S*))/g)];
  return Object.fromEntries(pairs.map(([, name, quoted, plain]) => [name!, quoted ?? plain!]));
}
