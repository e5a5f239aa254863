import { type Instance, type InstanceContext, metricsPort, objectNames, type Part, setName } from "../../configs";
import {
  backupPodLabels,
  clientLabel,
  configurationPodLabels,
  partsSelector,
  podLabels,
  redisParts,
} from "../pod/labels";
import { metadata } from "./metadata";

/** The instance's pods reach each other and ask for names; labelled clients reach them; nobody else does. */
export function networkPolicies(context: InstanceContext) {
  return {
    redis: policy(context, objectNames(context).redisConfig, redisParts, context.settings.network.port),
    sentinel: policy(context, setName(context, "sentinel"), ["sentinel"], context.settings.network.sentinelPort),
  };
}

function policy(context: InstanceContext, name: string, parts: readonly Part[], port: number) {
  const { backup, exporter, network, restore } = context.settings;
  const store = backup && restore && parts.includes("master") ? [storeOf(backup)] : [];
  const metrics = exporter.enabled ? [tcp(metricsPort)] : [];
  const own = [podsOf(podLabels(context))];
  const jobs = backup ? [podsOf(backupPodLabels(context))] : [];
  return {
    metadata: metadata(context, { kind: "NetworkPolicy", name }),
    spec: {
      podSelector: partsSelector(context, parts),
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [...own, ...jobs], ports: [tcp(port)] },
        { from: clients(context), ports: [tcp(port), ...metrics] },
      ],
      egress: [{ to: own, ports: [tcp(network.port), tcp(network.sentinelPort)] }, nameServers, ...store],
    },
  };
}

/** A backup reaches the instance's pods, the store, and where a role's credentials come from; nobody reaches it. */
export function backupPolicy(context: InstanceContext, backup: NonNullable<Instance["backup"]>) {
  const { port, sentinelPort } = context.settings.network;
  return {
    metadata: metadata(context, { kind: "NetworkPolicy", name: objectNames(context).backup }),
    spec: {
      podSelector: { matchLabels: backupPodLabels(context) },
      policyTypes: ["Ingress", "Egress"],
      egress: [
        { to: [podsOf(podLabels(context))], ports: [tcp(port), tcp(sentinelPort)] },
        nameServers,
        storeOf(backup),
        ...(backup.credentials.source === "role" ? [podIdentity] : []),
      ],
    },
  };
}

/** The Job that waits for changed files reaches Redis, as a client; nobody reaches it. */
export function configurationPolicy(context: InstanceContext) {
  return {
    metadata: metadata(context, { kind: "NetworkPolicy", name: `${context.name}-config` }),
    spec: {
      podSelector: { matchLabels: configurationPodLabels(context) },
      policyTypes: ["Ingress", "Egress"],
      egress: [{ to: [podsOf(podLabels(context))], ports: [tcp(context.settings.network.port)] }, nameServers],
    },
  };
}

/** Any address, because those of a cloud change. */
function storeOf({ endpoint = "https://aws" }: NonNullable<Instance["backup"]>) {
  const { port, protocol } = new URL(endpoint);
  return { ports: [tcp(port === "" ? (protocol === "https:" ? 443 : 80) : Number(port))] };
}

/** EKS: the agent of Pod Identity on the node, by IPv4 and IPv6. */
const podIdentity = {
  to: ["169.254.170.23/32", "fd00:ec2::23/128"].map((cidr) => ({ ipBlock: { cidr } })),
  ports: [tcp(80)],
};

/** Many network plugins look at the port of the pod behind the Service, which is 5353 on OpenShift. */
const nameServers = { ports: [53, 5353].flatMap((port) => [tcp(port), { port, protocol: "UDP" }]) };

function podsOf(matchLabels: Record<string, string>) {
  return { podSelector: { matchLabels } };
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
