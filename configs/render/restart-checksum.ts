import { checksumOf } from "../checksum";

/** Read by scripts at each use, so that a change of it restarts nothing. */
const readAgain = ["instance.env"];

/** A checksum of a node's files that changes only with what needs a restart. */
export function restartChecksum(files: Readonly<Record<string, string>>): string {
  const relevant = Object.entries(files)
    .filter(([name]) => !readAgain.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return checksumOf(JSON.stringify(relevant));
}
