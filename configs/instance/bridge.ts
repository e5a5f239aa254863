import { createHash } from "node:crypto";
import type { NodeAddress } from "./context";

/**
 * Where containers are in the network of their instance. Clients and nodes are told these addresses, so that nothing
 * between two nodes depends on the engine. Docker gives the addresses from 128 on to whoever joins the network.
 */
export const firstFreeHost = 128;

const firstHosts: Record<NodeAddress["kind"], number> = {
  ...{ haproxy: 2, envoy: 2, twemproxy: 2, s3: 3, prometheus: 4, alertmanager: 5, exporter: 6 },
  ...{ redis: 10, sentinel: 100 },
};

/** How many replicas have an address beside that of the home. */
export const mostReplicas = firstHosts.sentinel - firstHosts.redis - 1;

/** The address of a node of this kind; the home of the master is the first of kind `redis`. */
export function bridgeHost(subnet: string, kind: NodeAddress["kind"], index: number): string {
  return hostIn(subnet, firstHosts[kind] + index);
}

/** Of `172.30.7.0/24` and 10: `172.30.7.10`. */
export function hostIn(subnet: string, host: number): string {
  return subnet.replace(/0\/24$/, String(host));
}

/** Few instances of one engine have the same; a rule and the engine refuse those that do. */
export function defaultSubnet(masterName: string): string {
  const [byte] = createHash("sha256").update(masterName).digest();
  return `172.30.${byte}.0/24`;
}
