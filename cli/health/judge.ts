import type { InstanceView, RedisView, SentinelView } from "./observe";
import { addressOf, observe } from "./observe";
import { metWithin } from "../process/wait";
import type { DeployedInstance } from "./deployed";

/** What is not as it should be; empty where the instance is healthy. */
export function judge(view: InstanceView): string[] {
  const masters = view.redis.filter(({ role }) => role === "master");
  const silent = [...view.redis, ...view.sentinels].filter(({ error }) => error !== undefined);
  return [
    ...silent.map(({ name, error }) => `${name} does not answer: ${error}`),
    ...judgeMasters(masters),
    ...view.redis.flatMap((node) => judgeReplica(node, masters[0])),
    ...view.sentinels.flatMap((sentinel) => judgeSentinel(sentinel, masters[0], view)),
  ];
}

function judgeMasters(masters: RedisView[]): string[] {
  if (masters.length === 1) return [];
  if (masters.length === 0) return ["no node is master"];
  return [`${masters.map(({ name }) => name).join(" and ")} are all master`];
}

function judgeReplica(node: RedisView, master: RedisView | undefined): string[] {
  if (node.role !== "replica") return [];
  if (master && node.follows !== addressOf(master)) return [`${node.name} follows ${node.follows}, not ${master.name}`];
  return node.linked ? [] : [`${node.name} is not linked to its master`];
}

function judgeSentinel(sentinel: SentinelView, master: RedisView | undefined, view: InstanceView): string[] {
  if (sentinel.error !== undefined) return [];
  const { name, masterDown, otherSentinels } = sentinel;
  const others = view.sentinels.length - 1;
  return [
    ...(master && sentinel.master !== addressOf(master)
      ? [`${name} names ${nodeNameAt(view, sentinel.master!)} as master, not ${master.name}`]
      : []),
    ...(masterDown ? [`${name} marks the master as down (${whyDown(sentinel)})`] : []),
    ...(otherSentinels! < others ? [`${name} knows ${otherSentinels} of ${others} other Sentinels`] : []),
  ];
}

function whyDown({ masterFlags, tilted }: SentinelView): string {
  return tilted ? `${tiltText}, ${masterFlags}` : masterFlags!;
}

/** A Sentinel in this state, because its clock jumped or its name server hung, trusts nobody until its time is over. */
export const tiltText = "TILT";
export const tiltMs = 30_000;

/** The name of the node with this address, or the address where no node has it. */
export function nodeNameAt(view: InstanceView, address: string): string {
  return view.redis.find((node) => addressOf(node) === address)?.name ?? address;
}

const lookEveryMs = 50;

/** Waits until all nodes agree; what is not as it should be when they do, or when the time is over. */
export async function problemsWithin(limitMs: number, instance: DeployedInstance): Promise<string[]> {
  let problems: string[] = [];
  const agreed = async () => (problems = judge(await observe(instance))).length === 0;
  await metWithin(limitMs, agreed, lookEveryMs);
  return problems;
}
