import { type InstanceContext, serviceDomain } from "../instance/context";
import { objectNames, setName } from "../instance/names";

/**
 * Every name and address by which a node of the instance is called, replicas up to `replicas.max` included, and its
 * proxy: with `proxy.tls: passthrough` nodes answer under the proxy's name.
 */
export function certificateNames(context: InstanceContext): string[] {
  const { masterName, nodes, platform, settings } = context;
  const all = [nodes.home, ...nodes.replicas, ...nodes.sentinels, ...(nodes.proxy ? [nodes.proxy] : [])];
  const own = all.flatMap((node) => [node.host, node.name]);
  const services = platform === "kubernetes" ? serviceNames(context) : [];
  const loopback = platform !== "kubernetes" || settings.tls.loopbackNames ? ["localhost", "127.0.0.1"] : [];
  return [...new Set([...own, ...services, masterName, ...loopback])];
}

/** Shorter forms of the nodes' names, which resolve inside the cluster, and the Services of several pods. */
function serviceNames(context: InstanceContext): string[] {
  const { namespace, nodes, settings } = context;
  const all = [nodes.home, ...nodes.replicas, ...nodes.sentinels].map(({ name }) => name);
  const { nodes: allNodes, proxy, reads } = objectNames(context);
  const shared = [setName(context, "sentinel"), reads, allNodes, ...(nodes.proxy ? [proxy] : [])];
  return [
    ...[...all, ...shared].flatMap((name) => [`${name}.${namespace}`, `${name}.${namespace}.svc`]),
    ...shared.flatMap((name) => [name, `${name}.${serviceDomain(namespace, settings.network)}`]),
  ];
}
