import { type InstanceContext, type Part, serviceDomain } from "../../configs";
import { redisParts } from "./labels";

/**
 * Whom the exporter of a pod asks: with TLS by the name that the certificate holds; without, nothing leaves the pod.
 * Behind `NODE_NAME` among a container's variables.
 */
export function exporterAddress({ namespace, settings }: InstanceContext, part: Part): string {
  const { network, tls } = settings;
  const port = redisParts.includes(part) ? network.port : network.sentinelPort;
  return tls.enabled
    ? `rediss://$(NODE_NAME).${serviceDomain(namespace, network)}:${port}`
    : `redis://127.0.0.1:${port}`;
}
