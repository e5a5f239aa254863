/** Asks on a terminal; true without a question where `yes` is set, in CI, and where nobody could answer. */
export async function confirmed(message: string, { yes }: { yes?: boolean }): Promise<boolean> {
  if (yes || process.env.CI === "true" || !process.stdin.isTTY || !process.stderr.isTTY) return true;
  const { default: confirm } = await import("@inquirer/confirm");
  return confirm({ message }, { output: process.stderr });
}
