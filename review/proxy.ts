import { isDeepStrictEqual } from "node:util";
import { replacedBy, restartedBy } from "../providers/local/inputs";
import { differences, type SetInputs } from "./nodes";
import { containerReplacement, containerType, mountedTexts, nodeOfContainer } from "./containers";
import type { ResourceChange } from "./resource-changes";
import type { InstanceStep } from "./steps";

/** What happens to the proxy of an instance: a process of this machine, or the pods of a Deployment. */
export type ProxyAction = "start" | "stop" | "restart" | "count" | "reload";

/** What becomes of an instance's proxy. Redis itself is not affected, only clients that use it. */
export function proxySteps(instance: string, changes: readonly ResourceChange[]): InstanceStep[] {
  const name = `${instance}-proxy`;
  const processes = changes.find((change) => isProxy(change, name));
  if (processes && !processes.from)
    return [step("start", `the proxy starts; clients that know no Sentinel may use it`)];
  if (processes && !processes.to) return [step("stop", "the proxy ends: clients that use it are cut off")];
  const because = processes ? replacementOf(processes) : [];
  return [
    ...(processes ? countSteps(processes) : []),
    ...(because.length > 0 ? [step("restart", `${restarting} (${because.join(", ")})`)] : []),
    ...(because.length === 0 ? reloadSteps(changes, name) : []),
  ];
}

/** Envoy closes the connections of a listener that changes, and Twemproxy reads its file at its start alone. */
function reloadSteps(changes: readonly ResourceChange[], name: string): InstanceStep[] {
  const hasOther = (...files: string[]) => changes.some((change) => hasOtherFiles(change, name, files));
  if (hasOther("listeners.yaml")) {
    return [step("restart", "the proxy changes its listeners, and their clients connect again")];
  }
  if (hasOther("nutcracker.yml")) {
    return [step("restart", "the proxy starts anew with its changed configuration, and its clients connect again")];
  }
  const shards = changes.flatMap(({ to }) => Object.keys((to?.config as object | undefined) ?? {}).filter(isShardFile));
  return hasOther("haproxy.cfg", "proxy.env", ...shards)
    ? [step("reload", "the proxy reads its changed configuration; connections go on")]
    : [];
}

const isShardFile = (file: string) => /^shard-.*\.env$/.test(file);

const restarting = "the proxy's processes are replaced, one after the other, and their clients connect again";

function step(what: ProxyAction, text: string): InstanceStep {
  const changeClass = what === "start" || what === "reload" ? "live" : "rolling restart";
  return { changeClass, text, does: { kind: "proxy", what } };
}

function isProxy({ type, from, to }: ResourceChange, name: string): boolean {
  const inputs = (to ?? from)!;
  if (type === "redis-local:index:Node") return inputs.node === name;
  if (type === containerType) return nodeOfContainer(inputs) === name;
  return type === "kubernetes:apps/v1:Deployment" && nameOf(inputs) === name;
}

function nameOf({ metadata }: Record<string, unknown>): string | undefined {
  return (metadata as { name?: string } | undefined)?.name;
}

/** What of the processes differs so that they are replaced; empty where they go on. */
function replacementOf(change: ResourceChange): string[] {
  const { type, from, to } = change;
  if (type === containerType) return containerReplacement(change);
  if (type === "redis-local:index:Node") {
    return [...replacedBy, ...restartedBy].filter((name) => !isDeepStrictEqual(from![name], to![name]));
  }
  const [old, now] = [from, to] as unknown as SetInputs[];
  return differences(old!.spec.template, now!.spec.template);
}

function countSteps({ type, from, to }: ResourceChange): InstanceStep[] {
  if (type !== "kubernetes:apps/v1:Deployment") return [];
  const [before, after] = ([from, to] as unknown as SetInputs[]).map(({ spec }) => spec.replicas!) as [number, number];
  if (before === after) return [];
  const does = { kind: "proxy", what: "count" } as const;
  return after > before
    ? [{ changeClass: "live", text: `${after - before} more pods of the proxy`, does }]
    : [
        {
          changeClass: "rolling restart",
          text: `${before - after} fewer pods of the proxy, whose clients connect again`,
          does,
        },
      ];
}

function hasOtherFiles({ type, from = {}, to = {} }: ResourceChange, name: string, files: string[]): boolean {
  const [old, now] = [from, to].map((inputs) => textsIn(type, inputs, name));
  return files.some((file) => old?.[file] !== undefined && now?.[file] !== undefined && old[file] !== now[file]);
}

function textsIn(
  type: string,
  inputs: Record<string, unknown>,
  name: string,
): Partial<Record<string, string>> | undefined {
  const mounted = mountedTexts(type, inputs, name.replace(/-proxy$/, ""), "proxy");
  if (mounted) return mounted as Record<string, string>;
  const isOwn = type === "redis-local:index:Node" ? inputs.node === name : nameOf(inputs) === name;
  const texts = type === "redis-local:index:Node" ? inputs.config : inputs.data;
  return isOwn ? (texts as Record<string, string> | undefined) : undefined;
}
