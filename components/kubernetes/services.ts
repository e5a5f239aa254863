import { type InstanceContext, metricsPort, type NodeAddress, objectNames, type Part, setName } from "../../configs";
import { podLabels, proxyPodLabels } from "../pod/labels";
import { metadata, notAwaited } from "./metadata";
import { metricsLabel, type MetricsSource } from "./monitors";

/**
 * The address of one node. Not headless, so that the address outlives the pod: a Sentinel that cannot resolve a name
 * stands still for 30 s (HA rule 2.8). Open before the pod is ready, because its script asks and is asked from the
 * start.
 */
export function nodeService(context: InstanceContext, part: Part, { name, kind, port }: NodeAddress) {
  return service(context, name, part, {
    selector: { ...podLabels(context, part), "statefulset.kubernetes.io/pod-name": name },
    publishNotReadyAddresses: true,
    ports: [portOf(kind, port)],
  });
}

/** All Sentinels that are ready: where applications ask for the master. */
export function sentinelService(context: InstanceContext) {
  const { sentinelPort } = context.settings.network;
  return service(context, setName(context, "sentinel"), "sentinel", {
    selector: podLabels(context, "sentinel"),
    ports: [portOf("sentinel", sentinelPort)],
  });
}

/**
 * The replicas that are ready, for applications that read from any; while the role is away from home, the master is
 * among them.
 */
export function readsService(context: InstanceContext) {
  return service(context, objectNames(context).reads, "replica", {
    selector: podLabels(context, "replica"),
    ports: [portOf("redis", context.settings.network.port)],
  });
}

/** Governs the StatefulSets, which ask for a headless one. */
export function nodesService(context: InstanceContext) {
  const { port, sentinelPort } = context.settings.network;
  return service(context, objectNames(context).nodes, undefined, {
    clusterIP: "None",
    selector: podLabels(context),
    publishNotReadyAddresses: true,
    ports: [portOf("redis", port), portOf("sentinel", sentinelPort)],
  });
}

/** All exporters, each by its own address. */
export function metricsService(context: InstanceContext) {
  return serviceOfMetrics(context, "exporter", objectNames(context).metrics, podLabels(context), metricsPort);
}

/** The proxy's pods that know a master: one address for all clients. */
export function proxyService(context: InstanceContext) {
  const { port, readPort } = context.settings.proxy;
  return service(context, objectNames(context).proxy, undefined, {
    selector: proxyPodLabels(context),
    ports: [portOf("write", port), portOf("read", readPort)],
  });
}

/** Metrics of each of them, by its own address. */
export function proxyMetricsService(context: InstanceContext) {
  const { healthPort } = context.settings.proxy;
  return serviceOfMetrics(context, "proxy", objectNames(context).proxyMetrics, proxyPodLabels(context), healthPort);
}

function serviceOfMetrics(
  context: InstanceContext,
  source: MetricsSource,
  name: string,
  selector: Record<string, string>,
  port: number,
) {
  const spec = { clusterIP: "None", selector, publishNotReadyAddresses: true, ports: [portOf("metrics", port)] };
  return service(context, name, undefined, spec, metricsLabel(source));
}

function service(
  context: InstanceContext,
  name: string,
  part: Part | undefined,
  spec: object,
  labels?: Record<string, string>,
) {
  const annotations = { ...context.settings.network.serviceAnnotations, ...notAwaited };
  return { metadata: metadata(context, { kind: "Service", name, part, labels, annotations }), spec };
}

function portOf(name: string, port: number) {
  return { name, port, targetPort: name, protocol: "TCP" };
}
