/** The Pulumi CLI that is installed where none is found. */
export const pulumiVersion = "3.259.0";

/** The first that takes every flag from the environment (`PULUMI_OPTION_CONFIG_FILE`), which stack `local` needs. */
export const oldestPulumi = "3.208.0";

/** The last lines of the SDK that carry the language host inside this Go module; later ones moved it out. */
export const languageHostVersion = "3.40.0";

/** Compares two dotted versions; a leading `v` and what follows a `-` or `+` are ignored. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function numbers(version: string): number[] {
  return version.trim().replace(/^v/, "").split(/[-+]/, 1)[0]!.split(".").map(Number);
}
