import { ask } from "./connect";
import type { DeployedInstance } from "./deployed";
import type { InstanceView } from "./observe";

/** What a node does without, and goes on. */
export interface LeftAside {
  node: string;
  /** Mounted files that it cannot use, or data that it could not read and took anew from the master. */
  what: "files" | "data";
  reason: string;
}

/** What nodes have left aside, as their scripts note it in Redis; empty where no master answers. */
export async function readLeftAside(
  instance: DeployedInstance,
  { redis, sentinels }: Pick<InstanceView, "redis" | "sentinels">,
): Promise<LeftAside[]> {
  const master = redis.find(({ role }) => role === "master");
  if (!master) return [];
  const names = [...redis, ...sentinels].map(({ name }) => name);
  const keys = names.map((name) => `redis-cache:node:left-aside:${name}`);
  const notes = await ask(master, instance, "app", (client) => client.mget(keys)).catch(() => []);
  return names.flatMap((node, i) => parseNote(node, notes[i] ?? ""));
}

/** Reads lines as `files /tls/tls.crt is missing or empty` (runtime/config/left-aside.sh). */
export function parseNote(node: string, note: string): LeftAside[] {
  const lines = [...note.matchAll(/^(files|data) (.+)$/gm)];
  return lines.map(([, what, reason]) => ({ node, what: what as LeftAside["what"], reason: reason! }));
}
