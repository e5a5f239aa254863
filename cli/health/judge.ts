import type { InstanceView, RedisView, SentinelView } from "./observe";
import { addressOf, observe } from "./observe";
import type { ProxyView } from "./proxy";
import { metWithin } from "../process/wait";
import type { DeployedInstance } from "./deployed";

/** What is not as it should be; empty where the instance is healthy. */
export function judge(view: InstanceView): string[] {
  const masters = view.redis.filter(({ role }) => role === "master");
  const { redis, sentinels, proxies = [], monitoring = [] } = view;
  const silent = [...redis, ...sentinels, ...proxies, ...monitoring].filter(({ error }) => error !== undefined);
  return [
    ...silent.map(({ name, error }) => `${name} does not answer: ${error}`),
    ...judgeMasters(masters),
    ...redis.flatMap((node) => judgeReplica(node, masters[0])),
    ...sentinels.flatMap((sentinel) => judgeSentinel(sentinel, masters[0], view)),
    ...(proxies.length === 0 && view.proxies ? ["no process of the proxy runs"] : []),
    ...proxies.flatMap((proxy) => judgeProxy(proxy, view)),
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

function judgeProxy({ error, name, named, open, heard, reads }: ProxyView, view: InstanceView): string[] {
  if (error !== undefined) return [];
  const answering = view.sentinels.filter((sentinel) => sentinel.error === undefined).length;
  const wanted = majorityOf(view);
  return [
    ...(named === undefined
      ? [`${name} sends writes nowhere: no majority of the Sentinels has named a master to it`]
      : []),
    ...(named !== undefined && wanted !== undefined && named !== wanted
      ? [`${name} sends writes to ${named}, but the Sentinels name ${wanted}`]
      : []),
    ...(named !== undefined && !open ? [`${name} keeps writes waiting: ${named} does not say that it is master`] : []),
    ...(heard! < answering ? [`${name} hears ${heard} of ${answering} Sentinels that answer`] : []),
    ...(reads?.length === 0 ? [`${name} sends reads nowhere`] : []),
  ];
}

/** The node that more than half of the Sentinels name. */
function majorityOf(view: InstanceView): string | undefined {
  const named = view.sentinels.flatMap(({ master }) => (master === undefined ? [] : [nodeNameAt(view, master)]));
  const votes = (node: string) => named.filter((other) => other === node).length;
  return named.find((node) => votes(node) * 2 > view.sentinels.length);
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
