import { relative } from "node:path";

/** What starts this tool again in the user's shell: `node bin/redis-cache.js`, or where the package is installed. */
export function toolCommand(): string {
  const script = process.argv[1] ?? "redis-cache";
  // npm runs scripts in the folder of package.json, wherever the shell is.
  const path = relative(process.env.INIT_CWD ?? process.cwd(), script);
  return `node ${quoted(path.startsWith("..") ? script : path)}`;
}

function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
