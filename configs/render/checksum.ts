import { createHash } from "node:crypto";
import type { ServerVersion } from "../directives";
import type { Directive } from "./conf-format";
import { isLive } from "./restart-directives";

/** Read by scripts at each use, or by what runs without a restart: a change of them restarts nothing. */
const live = [
  ...["instance.env", "users.acl.tmpl", "haproxy.cfg", "listeners.yaml", "proxy.env", "alerts.yaml"],
  ...["nutcracker.yml", /^shard-.*\.env$/],
];

/**
 * A checksum of a node's files that changes only with what needs a restart. Of a file among `directives`, a running
 * server takes what its version can; of any other a change counts.
 */
export function restartChecksum(
  server: ServerVersion,
  files: Readonly<Record<string, string>>,
  directives: Readonly<Record<string, readonly Directive[]>> = {},
): string {
  const relevant = Object.entries(files)
    .filter(([name]) => !live.some((one) => (typeof one === "string" ? one === name : one.test(name))))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => [name, directives[name] ? readAtStart(server, directives[name]) : text]);
  return checksumOf(JSON.stringify(relevant));
}

/** A directive that comes or goes counts always: no command puts the server's default back. */
function readAtStart(server: ServerVersion, directives: readonly Directive[]): string[] {
  const lines = directives.map(({ name, args }) => (isLive(server, name) ? name : [name, ...args].join(" ")));
  return [...new Set(lines)].sort();
}

/** SHA-256 of a text, in hexadecimal digits. */
export function checksumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
