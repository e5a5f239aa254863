import type { Instance } from "../../configs";

/** Memory is requested whole: a node whose memory is not there when it needs it is killed. */
function resources(memory: string, cpu: { request: string; limit: string }, disk: string) {
  return {
    requests: { cpu: cpu.request, memory, "ephemeral-storage": disk },
    limits: { cpu: cpu.limit, memory, "ephemeral-storage": disk },
  };
}

export function redisResources({ cpu, memory }: Instance) {
  return resources(memory.limit, cpu, "64Mi");
}

export function sentinelResources({ sentinel }: Instance) {
  return resources(sentinel.memory, { request: "50m", limit: "1" }, "64Mi");
}

export function proxyResources({ proxy }: Instance) {
  return resources(proxy.memory, { request: "100m", limit: String(proxy.threads) }, "16Mi");
}

/** A hand-over waits for it, and not for long. */
export function followerResources() {
  return resources("64Mi", { request: "100m", limit: "1" }, "16Mi");
}

export function exporterResources({ exporter }: Instance) {
  return resources(exporter.memory, { request: "20m", limit: "500m" }, "16Mi");
}

export function backupResources(memory: string) {
  return resources(memory, { request: "100m", limit: "1" }, "16Mi");
}
