import { type InstanceContext, metricsPort, type NodeAddress, objectNames, type Part, setName } from "../../configs";
import { podLabels } from "../pod/labels";
import { metadata, notAwaited } from "./metadata";

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
  return service(context, objectNames(context).metrics, undefined, {
    clusterIP: "None",
    selector: podLabels(context),
    publishNotReadyAddresses: true,
    ports: [portOf("metrics", metricsPort)],
  });
}

function service(context: InstanceContext, name: string, part: Part | undefined, spec: object) {
  const annotations = { ...context.settings.network.serviceAnnotations, ...notAwaited };
  return { metadata: metadata(context, { kind: "Service", name, part, annotations }), spec };
}

function portOf(name: string, port: number) {
  return { name, port, targetPort: name, protocol: "TCP" };
}
