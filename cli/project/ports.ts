import { join } from "node:path";
import { instanceContext, type StackSettings } from "../../configs";
import { portFailure } from "../../providers/local/check";
import { UserError } from "../terminal/errors";

/**
 * Refuses ports of this machine that other programs have, all at once, before any node is made; `folder` is that of
 * the nodes, and `running` those that have their ports already.
 */
export async function refuseTakenPorts(
  settings: StackSettings,
  folder: string,
  running: readonly string[] = [],
): Promise<void> {
  const nodes = Object.entries(settings.instances).flatMap(([name, instance]) => {
    const { home, replicas, sentinels, backupServer, monitoring, proxy } = instanceContext(
      settings,
      name,
      instance,
    ).nodes;
    const { readPort, healthPort } = instance.proxy;
    return [
      ...[home, ...replicas.slice(0, instance.replicas.min), ...sentinels],
      ...(backupServer ? [backupServer] : []),
      ...Object.values(monitoring ?? {}),
      ...(proxy ? [...new Set([proxy.port, readPort, healthPort])].map((port) => ({ ...proxy, port })) : []),
    ];
  });
  const taken = await Promise.all(
    nodes.map(async ({ name, host: own, port }) => {
      if (running.includes(name)) return [];
      // Ports of containers are published there.
      const host = settings.platform === "docker" ? "127.0.0.1" : own;
      // A port may pass from one node of the stack to another.
      const failure = await portFailure({ host, port, directory: join(folder, name), stackFolder: folder });
      return failure ? [`${name}: ${failure.reason}`] : [];
    }),
  );
  const reasons = taken.flat();
  if (reasons.length > 0) throw new UserError(reasons.join("\n"));
}
