import { isDeepStrictEqual } from "node:util";
import type { Part } from "../configs";
import { replacedBy, restartedBy } from "../providers/local/inputs";
import { containerReplacement, containerType, nodeOfContainer } from "./containers";
import type { ResourceChange } from "./resource-changes";

/** What happens to the nodes of a part. */
export interface NodesChange {
  instance: string;
  part: Part;
  /** Each of them ends and starts again. */
  restarts: boolean;
  /** How many there are before and after, where that is not the autoscaler's. */
  count?: { from: number; to: number };
  /** What of them differs, for people: `image`, `resources`, `restart checksum`. */
  because: string[];
}

/** Inputs of a StatefulSet or a Deployment, as far as they are looked at. */
export interface SetInputs {
  metadata: { labels: Record<string, string> };
  spec: { replicas?: number; template: { metadata: Record<string, unknown>; spec: Record<string, unknown> } };
}

/** What a changed resource does to nodes; undefined where it has none. */
export function nodesChange(change: ResourceChange): NodesChange | undefined {
  if (change.type === "kubernetes:apps/v1:StatefulSet") return ofSet(change);
  if (change.type === "redis-local:index:Node") return ofProcess(change);
  return change.type === containerType ? ofContainer(change) : undefined;
}

function ofSet({ from, to }: ResourceChange): NodesChange {
  const [old, now] = [from, to] as unknown as (SetInputs | undefined)[];
  const { labels } = (now ?? old)!.metadata;
  const restarts = old !== undefined && now !== undefined && !isDeepStrictEqual(old.spec.template, now.spec.template);
  const count = countsOf(old, now);
  return {
    instance: labels["app.kubernetes.io/instance"]!,
    part: labels["app.kubernetes.io/component"] as Part,
    restarts,
    ...(count && { count }),
    because: restarts ? differences(old.spec.template, now.spec.template) : [],
  };
}

function countsOf(old?: SetInputs, now?: SetInputs): NodesChange["count"] {
  const [from, to] = [old ? old.spec.replicas : 0, now ? now.spec.replicas : 0];
  return from === to || from === undefined || to === undefined ? undefined : { from, to };
}

/** The names of the smallest parts that differ: `containers.redis.image`. */
export function differences(from: unknown, to: unknown, path: string[] = []): string[] {
  if (isDeepStrictEqual(from, to)) return [];
  const [old, now] = [entriesOf(from), entriesOf(to)];
  if (!old || !now) return [path.join(".")];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) =>
    differences(old[name], now[name], [...path, name]),
  );
}

/** Lists of things with names go by these. */
function entriesOf(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return value as Record<string, unknown>;
  const named = value.map((item) => (item as { name?: unknown } | null)?.name);
  if (!named.every((name) => typeof name === "string")) return undefined;
  return Object.fromEntries(value.map((item, i) => [named[i] as string, item as unknown]));
}

function ofProcess({ from, to }: ResourceChange): NodesChange | undefined {
  const name = processName((to ?? from)!);
  if (!name) return undefined;
  const because =
    from && to ? [...replacedBy, ...restartedBy].filter((name) => !isDeepStrictEqual(from[name], to[name])) : [];
  const count = from && to ? undefined : { from: from ? 1 : 0, to: to ? 1 : 0 };
  return { ...name, restarts: because.length > 0, ...(count && { count }), because };
}

function ofContainer(change: ResourceChange): NodesChange | undefined {
  const { from, to } = change;
  const name = processName({ node: nodeOfContainer((to ?? from)!) });
  if (!name) return undefined;
  const because = containerReplacement(change);
  const count = from && to ? undefined : { from: from ? 1 : 0, to: to ? 1 : 0 };
  return { ...name, restarts: because.length > 0, ...(count && { count }), because };
}

/** The instance and the part of a node, by its name `INSTANCE-PART-NUMBER`. */
export function processName({
  node,
}: ResourceChange["from"] & object): Pick<NodesChange, "instance" | "part"> | undefined {
  const [, instance, part] = /^(.+)-(master|replica|sentinel)-\d+$/.exec(String(node)) ?? [];
  return instance === undefined ? undefined : { instance, part: part as Part };
}
