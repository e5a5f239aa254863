import { exporterContainer } from "../../components/pod/exporter-container";
import { folders } from "../../components/pod/volumes";
import type { InstanceInput } from "../../configs";
import type { ClusterNode } from "./cluster";
import { contextOf } from "./contexts";

/**
 * The variables of the exporter's container in the pod of a node, with the folders of a node on this machine. The node
 * writes the file with the password where it has `EXPORTER_ADDRESS`.
 */
export function exporterEnvironment(node: ClusterNode, input: InstanceInput = {}): Record<string, string> {
  const isSentinel = node.name.includes("sentinel");
  const network = isSentinel ? { sentinelPort: node.port } : { port: node.port };
  const context = contextOf({ ...input, network }, "kubernetes");
  const { env } = exporterContainer(context, isSentinel ? "sentinel" : "replica");
  const values = env.flatMap((one) => ("value" in one ? [[one.name, here(node, one.value)]] : []));
  return Object.fromEntries(values) as Record<string, string>;
}

function here(node: ClusterNode, value: string): string {
  return value
    .replace(/\$\(NODE_NAME\)[^:]*/, "127.0.0.1")
    .replace(new RegExp(`^${folders.TLS_DIR}/`), `${node.path("run", "tls")}/`)
    .replace(new RegExp(`^${folders.RUN_DIR}/`), `${node.path("run")}/`);
}

/** Lets the script of a node that is not started yet write the file for such an exporter. */
export function prepareExporter(node: ClusterNode, input: InstanceInput = {}): void {
  node.set({ EXPORTER_ADDRESS: exporterEnvironment(node, input).REDIS_ADDR! });
}
