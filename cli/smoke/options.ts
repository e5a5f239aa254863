import type { Report } from "../terminal/steps";

export interface SmokeOptions {
  /** Time in which the nodes may still come to agree, as after a failover, and take changed settings. */
  timeoutMs: number;
  report: Report;
}

export const askEveryMs = 250;
