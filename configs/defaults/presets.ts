import type { InstanceInput } from "../settings/instance";
import type { PresetName } from "../settings/preset";

/** Defaults of a preset; they win over the schema's and give way to what is written. */
export const presets: Record<PresetName, Omit<InstanceInput, "preset">> = {
  cache: {},
  pureCache: { persistence: { mode: "none" } },
  messaging: {
    // Messages must not vanish; and queues change most of their pages while a child writes the data set.
    memory: { policy: "noeviction", maxmemoryShare: 0.6, reserves: { copyOnWriteShare: 0.4 } },
    persistence: { mode: "aofAndRdb", fsync: "everysec" },
  },
};
