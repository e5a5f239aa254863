import { runtimeScripts } from "../../runtime";

/**
 * The nodes' scripts by their names, without lines of comment: of what `kubectl apply` is given it keeps a copy in an
 * annotation, which may have 256 KiB.
 */
export function mountedScripts(): Record<string, string> {
  return Object.fromEntries(Object.entries(runtimeScripts()).map(([name, text]) => [name, withoutComments(text)]));
}

/** The first line names the shell. */
function withoutComments(text: string): string {
  const [first, ...others] = text.split("\n");
  return [first, ...others.filter((line) => !/^\s*#/.test(line))].join("\n");
}
