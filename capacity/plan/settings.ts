import { formatSize, type Engine, type InstanceInput, type Version } from "../../configs";
import { mostClients } from "../../configs/settings/network";
import { GiB, MiB } from "../units";
import type { Plan } from "./index";

/** An instance to paste; undefined where no single node could have so much memory. */
export function planSettings(
  plan: Omit<Plan, "settings">,
  server: { engine: Engine; version: Version },
): InstanceInput | undefined {
  const { demand, memory, nodes, volumeBytes } = plan;
  if (memory.limit > 1024 * GiB) return undefined;
  const maxclients = Math.min(mostClients, 2 * demand.clients + 100);
  return {
    server,
    replicas: { min: nodes.replicas },
    memory: {
      limit: size(memory.limit),
      maxmemory: size(memory.maxmemory),
      reserves: {
        copyOnWriteShare: memory.copyOnWriteShare,
        replicationBacklog: size(memory.backlog),
        clientBuffers: size(memory.clientBuffers),
      },
    },
    ...(maxclients > defaultClients && { network: { maxclients } }),
    ...(demand.persistent ? { storage: { size: size(volumeBytes) } } : { persistence: { mode: "none" } }),
  };
}

const defaultClients = 10_000;

/** In the largest unit that has it whole. */
function size(amount: number) {
  return formatSize(Math.ceil(amount / MiB) * MiB);
}
