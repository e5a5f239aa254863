import { appendFileSync } from "node:fs";

/** What a scenario cost the applications. */
export interface ScenarioResult {
  scenario: string;
  tls: boolean;
  /** Longest time between two acknowledged writes, in ms. */
  outageMs: number;
  /** From when all that was taken away is back, in ms. */
  healthyAfterMs: number;
  acknowledged: number;
  refused: number;
  lost: number;
}

/** Kept in a file, because each test file runs by itself and the table comes at the end of all. */
export function note(result: ScenarioResult): void {
  const file = process.env.E2E_RESULTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(result)}\n`);
}
