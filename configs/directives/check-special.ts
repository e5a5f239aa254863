import type { ServerVersion } from "./facts";
import { groupsOf, parseMemory, parseWhole, words } from "./values";

const clientClasses = ["normal", "replica", "slave", "pubsub"];

/** Why the value of a directive with a grammar of its own is refused. */
export function checkSpecial(server: ServerVersion, name: string, value: string): string | undefined {
  const list = words(value);
  switch (name) {
    case "save":
      return checkSave(server, list);
    case "client-output-buffer-limit":
      return checkOutputBufferLimit(server, list);
    case "notify-keyspace-events":
      return checkKeyspaceEvents(server, value);
    case "oom-score-adj-values":
      return checkOomScores(list);
    case "latency-tracking-info-percentiles":
      return list.every(isPercentile) ? undefined : "must be numbers from 0 to 100";
    case "replicaof":
      return list.length === 2 ? undefined : "must be HOST PORT, or no one";
    default:
      return undefined;
  }
}

function checkSave(server: ServerVersion, list: string[]): string | undefined {
  if (list.length === 0) return undefined;
  const pairs = groupsOf(2, list);
  const valid = pairs.every(
    ([seconds = "", changes = ""]) =>
      isBetween(1n, intMax, parseWhole(seconds)) && isBetween(0n, intMax, parseWhole(changes)),
  );
  if (!valid) return 'must be "SECONDS CHANGES" or ""';
  return pairs.length > 1 && !takesGroups(server) ? "takes one pair a line before Redis 7.0" : undefined;
}

function checkOutputBufferLimit(server: ServerVersion, list: string[]): string | undefined {
  const groups = groupsOf(4, list);
  const valid = groups.every(
    ([kind = "", hard = "", soft = "", seconds = ""]) =>
      clientClasses.includes(kind.toLowerCase()) &&
      [parseMemory(hard), parseMemory(soft), parseWhole(seconds)].every((n) => n !== undefined && n >= 0n),
  );
  if (!valid || groups.length === 0) return "must be CLASS HARD SOFT SECONDS, class normal, replica or pubsub";
  return groups.length > 1 && !takesGroups(server) ? "takes one class a line before Redis 7.0" : undefined;
}

function checkOomScores(list: string[]): string | undefined {
  const valid = list.length === 3 && list.every((word) => isBetween(-2000n, 2000n, parseWhole(word)));
  return valid ? undefined : "must be three numbers from -2000 to 2000";
}

function checkKeyspaceEvents(server: ServerVersion, value: string): string | undefined {
  const flags = keyspaceEventFlags(server);
  const events = value === '""' ? "" : value;
  return [...events].every((flag) => flags.includes(flag)) ? undefined : `must be letters of ${flags}`;
}

/** Letters that this version knows: `n` came with 7.0, `o` and `c` with Redis 8.2. */
function keyspaceEventFlags({ engine, version }: ServerVersion): string {
  const number = Number.parseFloat(version);
  return ["AKEg$lshzxetdm", number >= 7 ? "n" : "", engine === "redis" && number >= 8.2 ? "oc" : ""].join("");
}

function takesGroups({ version }: ServerVersion): boolean {
  return Number.parseFloat(version) >= 7;
}

const intMax = 2_147_483_647n;

function isBetween(min: bigint, max: bigint, value: bigint | undefined): boolean {
  return value !== undefined && value >= min && value <= max;
}

function isPercentile(word: string): boolean {
  return /^\d+(\.\d+)?$/.test(word) && Number(word) <= 100;
}
