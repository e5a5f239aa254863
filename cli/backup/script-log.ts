import { humanBytes } from "../terminal/units";
import { UserError } from "../terminal/errors";
import { keyValues } from "../failover/answer";
import type { Report } from "../terminal/steps";

/** What a script of a job has decided, by its log lines. */
export type JobEvents = Record<string, Record<string, string>>;

/** What a script of a job logs while it runs. */
export class ScriptLog {
  private readonly lines: string[] = [];

  constructor(private readonly report: Report) {}

  take(line: string): void {
    this.lines.push(line);
    const { reason = "", bytes } = keyValues(line);
    this.report(bytes === undefined ? reason : `${reason}, ${humanBytes(Number(bytes))}`);
  }

  /** Its events, once it has ended with this code; throws with its reason where that is not 0. */
  events(code: number, script: string): JobEvents {
    const fields = this.lines.map(keyValues);
    if (code === 0) return Object.fromEntries(fields.map((event) => [event.event ?? "", event]));
    throw new UserError(fields.at(-1)?.reason ?? `${script} ended with code ${code}: ${this.lines.at(-1) ?? ""}`);
  }
}
