import { addressOf } from "../../health/observe";
import type { Check } from "../../terminal/checks";
import { check } from "../../terminal/checks";
import type { Look, Told } from "../look";
import { handOverRefusal } from "../checks";

/** What was found before a cut-over. */
export interface CheckedCutOver {
  checks: Check[];
  passed: boolean;
  /** The node that follows the Redis outside; undefined where none does. */
  home?: Told;
}

/** Whether a cut-over from the Redis at `address` may begin. */
export async function checkCutOver(seen: Look, address: string): Promise<CheckedCutOver> {
  const home = seen.redis.find(({ fields }) => followed(fields) === address);
  const checks = [
    await check(`a node follows ${address}`, () => Promise.resolve(homeFollows(seen, address, home))),
    await check("it is in sync", () => Promise.resolve(isInSync(home))),
    await check("a majority of the Sentinels answers, and knows no master", () => Promise.resolve(knowNone(seen))),
  ];
  return { checks, passed: checks.every(({ reason }) => reason === undefined), home };
}

function homeFollows({ redis }: Look, address: string, home: Told | undefined): string {
  if (home) return home.name;
  const value = redis
    .map(({ name, fields, error }) => `${name} ${error ?? followed(fields) ?? fields.role}`)
    .join(", ");
  const isOver = redis.some(({ fields }) => fields.role === "master");
  const reason = isOver
    ? `the instance has a master: it is cut over, or began with data`
    : `no node follows ${address}`;
  const fix = isOver ? "nothing is to be done" : "see the log of the master's home for why it does not";
  throw handOverRefusal({ property: "nodes", value, reason, fix });
}

function isInSync(home: Told | undefined): string {
  const { master_link_status: link, master_sync_in_progress: syncing, slave_repl_offset: offset } = home?.fields ?? {};
  if (link === "up" && syncing === "0") return `offset ${offset}`;
  const reason = "it has not all data";
  throw handOverRefusal({
    property: "master_link_status",
    value: link ?? "none",
    reason,
    fix: "wait for the sync to end",
  });
}

function knowNone({ sentinels }: Look): string {
  const strangers = sentinels.filter(({ error }) => error !== undefined && /no such master/i.test(error));
  const found = `${strangers.length} of ${sentinels.length}`;
  if (strangers.length > sentinels.length / 2) return found;
  const value = sentinels.map(({ name, fields, error }) => `${name}: ${error ?? addressIn(fields)}`).join("; ");
  const reason = "they have to find the new master by themselves";
  throw handOverRefusal({ property: "Sentinels", value, reason, fix: "start the others, and wait" });
}

function followed({ role, master_host: host = "", master_port: port }: Record<string, string>): string | undefined {
  return role === "slave" ? addressOf({ host, port: Number(port) }) : undefined;
}

function addressIn({ ip, port }: Record<string, string>): string {
  return `${ip}:${port}`;
}
