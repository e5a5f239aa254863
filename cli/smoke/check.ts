/** One thing that the smoke test found out. */
export interface Check {
  name: string;
  /** What was found, where it holds. */
  found?: string;
  /** Why it does not hold. */
  reason?: string;
}

/** Runs a check; what it throws is the reason why it does not hold. */
export async function check(name: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { name, found: await work() };
  } catch (error) {
    return { name, reason: (error as Error).message };
  }
}
