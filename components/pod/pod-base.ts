import type { Instance } from "../../configs";
import { podSecurity } from "./security";

/** What every pod has, of nodes, of the proxy and of jobs: no token, no variables of other Services, no rights. */
export function podBase(settings: Instance) {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(settings),
    dnsConfig,
  };
}

/** Of pods that last; `restartChecksum` changes with what their scripts read only at their start. */
export function podAnnotations({ annotations, pods }: Instance, restartChecksum: string) {
  return { ...annotations, ...pods.annotations, "redis-cache/restart-checksum": restartChecksum };
}

/**
 * Sentinel resolves names while everything else in it waits: full names are asked for once, and not for long (HA rule
 * 2.8).
 */
const dnsConfig = { options: [option("ndots", "1"), option("timeout", "1"), option("attempts", "2")] };

function option(name: string, value: string) {
  return { name, value };
}
