import { addressOf } from "../health/observe";
import type { Told } from "./look";

/** Why a node cannot take over from the master now; undefined where it can. */
export function unfitness(node: Told, master: Told, maxLagSeconds: number): Unfitness | undefined {
  const { fields } = node;
  const broken = requirements(node, master).find(({ name, holds }) => !holds(fields[name]));
  if (node.error !== undefined) return { property: node.name, reason: `does not answer: ${node.error}` };
  if (broken) return { property: `${node.name}: ${broken.name}`, value: fields[broken.name], reason: broken.reason };
  const lag = lagOf(node, master);
  if (lag !== undefined && lag <= maxLagSeconds) return undefined;
  const bound = `master.maxLag is ${maxLagSeconds} s`;
  const reason = lag === undefined ? "the master does not count it among its replicas" : `is too old: ${bound}`;
  return { property: `${node.name}: lag`, ...(lag !== undefined && { value: `${lag} s` }), reason };
}

interface Unfitness {
  property: string;
  value?: string;
  reason: string;
}

/** Bytes of the stream of writes that the replica had not yet when both were asked. */
export function bytesBehind(node: Told, master: Told): number {
  return Math.max(0, Number(master.fields.master_repl_offset) - Number(node.fields.slave_repl_offset));
}

interface Requirement {
  name: string;
  holds: (value: string | undefined) => boolean;
  reason: string;
}

function requirements({ fields }: Told, master: Told): Requirement[] {
  const follows = addressOf({ host: fields.master_host ?? "", port: Number(fields.master_port) });
  return [
    { name: "role", holds: (role) => role === "slave", reason: "only a replica can take over" },
    { name: "master_host", holds: () => follows === addressOf(master), reason: `it does not follow ${master.name}` },
    { name: "master_link_status", holds: (link) => link === "up", reason: "it gets no writes" },
    { name: "master_sync_in_progress", holds: (syncing) => syncing === "0", reason: "it has only a part of the data" },
    {
      name: "slave_priority",
      holds: (priority) => Number(priority) > 0,
      reason: "its script does not count it as in sync",
    },
  ];
}

/** Seconds since the replica acknowledged something, as the master counts them. */
function lagOf({ host, port }: Told, { fields }: Told): number | undefined {
  const lines = Object.entries(fields).filter(([name]) => /^slave\d+$/.test(name));
  const own = lines.map(([, line]) => line).find((line) => line.startsWith(`ip=${host},port=${port},`));
  const lag = own && /,lag=(\d+)/.exec(own)?.[1];
  return lag === undefined ? undefined : Number(lag);
}
