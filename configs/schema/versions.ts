/** Compares two dotted versions; a leading `v` and what follows a `-` or `+` are ignored. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function numbers(version: string): number[] {
  return version.trim().replace(/^v/, "").split(/[-+]/, 1)[0]!.split(".").map(Number);
}
