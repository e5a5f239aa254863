import { type InstanceContext, objectNames, type Part, setName } from "../../configs";
import { metricsPort } from "../pod/exporter-container";
import { clientLabel, partsSelector, podLabels, redisParts } from "../pod/labels";
import { metadata } from "./metadata";

/** The instance's pods reach each other and ask for names; labelled clients reach them; nobody else does. */
export function networkPolicies(context: InstanceContext) {
  return {
    redis: policy(context, objectNames(context).redisConfig, redisParts, context.settings.network.port),
    sentinel: policy(context, setName(context, "sentinel"), ["sentinel"], context.settings.network.sentinelPort),
  };
}

function policy(context: InstanceContext, name: string, parts: readonly Part[], port: number) {
  const { exporter, network } = context.settings;
  const metrics = exporter.enabled ? [tcp(metricsPort)] : [];
  const own = [{ podSelector: { matchLabels: podLabels(context) } }];
  return {
    metadata: metadata(context, { kind: "NetworkPolicy", name }),
    spec: {
      podSelector: partsSelector(context, parts),
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: own, ports: [tcp(port)] },
        { from: clients(context), ports: [tcp(port), ...metrics] },
      ],
      egress: [
        { to: own, ports: [tcp(network.port), tcp(network.sentinelPort)] },
        // Many network plugins look at the port of the pod behind the Service, which is 5353 on OpenShift.
        { ports: [53, 5353].flatMap((port) => [tcp(port), { port, protocol: "UDP" }]) },
      ],
    },
  };
}

/** Pods that carry the label, in the instance's namespace and in those that the settings name. */
function clients(context: InstanceContext) {
  const { namespace, settings } = context;
  const namespaces = [...new Set([namespace, ...settings.pods.clientNamespaces])];
  return [
    {
      namespaceSelector: {
        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: namespaces }],
      },
      podSelector: { matchLabels: clientLabel(context) },
    },
  ];
}

function tcp(port: number) {
  return { port, protocol: "TCP" };
}
