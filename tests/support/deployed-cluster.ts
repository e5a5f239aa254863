import { type DeployedInstance, instanceOf } from "../../cli/health/deployed";
import type { Cluster } from "./cluster";

/** A cluster of the tests, as the command-line tool knows a deployed instance. */
export function deployedCluster({ context, passwords, home, folder, proxy = home }: Cluster): DeployedInstance {
  const { "ca.crt": ca, "tls.crt": cert, "tls.key": key } = proxy.tls;
  const tls = ca && cert && key ? { ca, caKey: "", cert, key } : undefined;
  return { ...instanceOf(context, { ...passwords, tls }, context.nodes.replicas.length), nodes: folder };
}
