import { formatFinding, type StackSettings, warnings } from "../../configs";

/** What is allowed and probably not meant, beside a command's result. */
export function printWarnings(settings: StackSettings): void {
  for (const finding of warnings(settings)) process.stderr.write(`Warning: ${formatFinding(finding)}\n`);
}
