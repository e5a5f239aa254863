import { addressOf } from "../health/observe";
import type { Check } from "../terminal/checks";
import { check } from "../terminal/checks";
import type { Look, Told } from "./look";
import { bytesBehind, unfitness } from "./replicas";
import type { Finding } from "../../configs";

export interface CheckOptions {
  /** The node that is to take over; without it the master's script chooses. */
  to?: string;
  maxLagSeconds: number;
  /** Whether a hand-over that was asked for has not begun yet, on the node with this name. */
  isAsked: (node: string) => Promise<boolean>;
}

/** What was found before a hand-over. */
export interface Checked {
  checks: Check[];
  passed: boolean;
  /** Present where there is exactly one master. */
  master?: Told;
  /** Who can take over, in the order in which the script prefers them; with `to` at most that one. */
  candidates: Told[];
}

/** Whether a hand-over may begin. */
export async function checkHandOver(seen: Look, options: CheckOptions): Promise<Checked> {
  const masters = seen.redis.filter(({ fields }) => fields.role === "master");
  const one = await check("one node is master", () => Promise.resolve(oneMaster(seen, masters)));
  const [master] = masters;
  if (one.reason !== undefined || !master) return { checks: [one], passed: false, candidates: [] };
  const checks = [
    one,
    await check("a majority of the Sentinels answers", () => Promise.resolve(majorityAnswers(seen))),
    await check("they name it, and hold it for up", () => Promise.resolve(namedAndUp(seen, master))),
    await check("no other hand-over or failover", () => noOther(seen, master, options)),
    await check("a replica can take over", () => Promise.resolve(canTakeOver(seen, master, options))),
  ];
  return {
    checks,
    passed: checks.every(({ reason }) => reason === undefined),
    master,
    candidates: fitNodes(seen, master, options),
  };
}

const wait = "wait until `redis-cache status` says healthy";

function oneMaster({ redis }: Look, masters: readonly Told[]): string {
  if (masters.length === 1) return masters[0]!.name;
  const value = redis.map(({ name, fields }) => `${name} ${fields.role ?? "silent"}`).join(", ");
  throw handOverRefusal({ property: "role", value, reason: `${masters.length} nodes are master`, fix: wait });
}

function majorityAnswers({ sentinels }: Look): string {
  const answering = sentinels.filter(({ error }) => error === undefined);
  const found = `${answering.length} of ${sentinels.length}`;
  if (answering.length > sentinels.length / 2) return found;
  const silent = sentinels.flatMap(({ name, error }) => (error === undefined ? [] : [`${name}: ${error}`]));
  const reason = `no majority could vote (${silent.join("; ")})`;
  throw handOverRefusal({ property: "Sentinels that answer", value: found, reason, fix: "start the others again" });
}

/** A Sentinel that has not connected to it yet, as right after the move before, says nothing against it. */
const saysUp = new Set(["master", "master,disconnected"]);

function namedAndUp({ sentinels }: Look, master: Told): string {
  for (const { name, fields, error } of sentinels) {
    if (error !== undefined) continue;
    const named = addressOf({ host: fields.ip!, port: Number(fields.port) });
    if (named !== addressOf(master)) {
      const reason = `it names another master than ${master.name}, which is ${addressOf(master)}`;
      throw handOverRefusal({ property: `${name}: master`, value: named, reason, fix: wait });
    }
    if (!saysUp.has(fields.flags!)) {
      const reason = `it marks ${master.name} as down, or fails it over`;
      throw handOverRefusal({ property: `${name}: flags`, value: fields.flags, reason, fix: wait });
    }
  }
  return `${master.name}, marked as down by none`;
}

async function noOther({ sentinels }: Look, { name }: Told, { isAsked }: CheckOptions): Promise<string> {
  const other = sentinels.find(({ fields }) => fields["failover-state"] ?? /failover/.test(fields.flags ?? ""));
  if (other) {
    const value = other.fields["failover-state"] ?? other.fields.flags;
    throw handOverRefusal({ property: `${other.name}: failover-state`, value, reason: "it fails over", fix: wait });
  }
  if (await isAsked(name)) {
    const reason = "a hand-over has been asked for and has not begun";
    throw handOverRefusal({ property: name, reason, fix: "wait for it to begin, within a second" });
  }
  return "none";
}

function canTakeOver(seen: Look, master: Told, options: CheckOptions): string {
  const { to, maxLagSeconds } = options;
  const fit = fitNodes(seen, master, options);
  if (fit.length > 0) return fit.map((node) => `${node.name}, ${bytesBehind(node, master)} B behind`).join("; ");
  const others = seen.redis.filter((node) => node !== master);
  if (to === master.name) {
    const fix = `choose one of ${names(others)}, or leave --to out`;
    throw handOverRefusal({ property: "--to", value: to, reason: "it is the master already", fix });
  }
  if (to !== undefined && !others.some(({ name }) => name === to)) {
    throw handOverRefusal({
      property: "--to",
      value: to,
      reason: "no node has this name",
      fix: `choose one of ${names(others)}`,
    });
  }
  const asked = others.filter(({ name }) => to === undefined || name === to);
  const reasons = asked.map((node) => unfitness(node, master, maxLagSeconds)!);
  const [first, ...more] = reasons.map((one) =>
    handOverRefusal({ ...one, fix: to ? `${wait}, or leave --to out` : wait }),
  );
  throw more.reduce((all, { message }) => new Error(`${all.message}\n${message}`), first ?? noReplica(master));
}

function noReplica({ name }: Told): Error {
  return handOverRefusal({
    property: "replicas",
    value: 0,
    reason: `nobody follows ${name}`,
    fix: "set replicas.min to 1 or more",
  });
}

function fitNodes({ redis }: Look, master: Told, { to, maxLagSeconds }: CheckOptions): Told[] {
  return redis
    .filter((node) => node !== master && (to === undefined || node.name === to))
    .filter((node) => unfitness(node, master, maxLagSeconds) === undefined);
}

const names = (nodes: readonly Told[]) => nodes.map(({ name }) => name).join(", ");

/** What stands against a hand-over: property, value, reason and fix. */
export function handOverRefusal({ property, value, reason, fix }: Finding): Error {
  const shown = value === undefined ? "" : ` = ${typeof value === "string" ? value : JSON.stringify(value)}`;
  return new Error(`${property}${shown}: ${reason}.\nFix: ${fix}.`);
}
