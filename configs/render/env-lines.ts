/** A file of variables that a shell reads. */
export function envLines(variables: Record<string, string | number>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${shellWord(String(value))}\n`)
    .sort()
    .join("");
}

function shellWord(value: string): string {
  return /^[\w.:/-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
