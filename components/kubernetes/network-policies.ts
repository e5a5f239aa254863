import { type Instance, type InstanceContext, metricsPort, objectNames, type Part, setName } from "../../configs";
import {
  backupPodLabels,
  clientLabel,
  configurationPodLabels,
  partsSelector,
  podLabels,
  proxyPodLabels,
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
  const { backup, network, pods, proxy, restore } = context.settings;
  const isRedis = parts.includes("master");
  const store = backup && restore && isRedis ? [storeOf(backup)] : [];
  const own = [podsOf(podLabels(context))];
  const jobs = backup ? [podsOf(backupPodLabels(context))] : [];
  const proxies = proxy.kind === "none" ? [] : [podsOf(proxyPodLabels(context))];
  // The Job is a client otherwise.
  const exclusive = proxy.exclusive && isRedis;
  const asClients = exclusive && pods.awaitConfiguration ? [podsOf(configurationPodLabels(context))] : [];
  return {
    metadata: metadata(context, { kind: "NetworkPolicy", name }),
    spec: {
      podSelector: partsSelector(context, parts),
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [...own, ...jobs, ...proxies, ...asClients], ports: [tcp(port)] },
        ...(exclusive ? [] : [{ from: clients(context), ports: [tcp(port)] }]),
      ],
      egress: [{ to: own, ports: [tcp(network.port), tcp(network.sentinelPort)] }, nameServers, ...store],
    },
  };
}

/** Clients and scrapers reach the exporters; of this policy nobody has a way to the servers beside them. */
export function exporterPolicy(context: InstanceContext) {
  const { metrics } = objectNames(context);
  const from = [...clients(context), ...scrapers(context)];
  return ingressPolicy(context, metrics, podLabels(context), { from, ports: [tcp(metricsPort)] });
}

/** Scrapers reach the metrics of the proxy; clients do so by its own policy. */
export function proxyMetricsPolicy(context: InstanceContext) {
  const { proxyMetrics } = objectNames(context);
  const ports = [tcp(context.settings.proxy.healthPort)];
  return ingressPolicy(context, proxyMetrics, proxyPodLabels(context), { from: scrapers(context), ports });
}

function ingressPolicy(context: InstanceContext, name: string, matchLabels: Record<string, string>, rule: object) {
  return {
    metadata: metadata(context, { kind: "NetworkPolicy", name }),
    spec: { podSelector: { matchLabels }, policyTypes: ["Ingress"], ingress: [rule] },
  };
}

/** Clients reach the proxy, and it reaches the instance's pods. */
export function proxyPolicy(context: InstanceContext) {
  const { network, proxy } = context.settings;
  return {
    metadata: metadata(context, { kind: "NetworkPolicy", name: objectNames(context).proxy }),
    spec: {
      podSelector: { matchLabels: proxyPodLabels(context) },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: clients(context), ports: [proxy.port, proxy.readPort, proxy.healthPort].map(tcp) }],
      egress: [
        { to: [podsOf(podLabels(context))], ports: [tcp(network.port), tcp(network.sentinelPort)] },
        nameServers,
      ],
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

/** Pods that the settings name. */
function scrapers({ settings: { monitoring } }: InstanceContext) {
  return monitoring.scrapers.map(({ namespace, podLabels }) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: podLabels },
  }));
}

function tcp(port: number) {
  return { port, protocol: "TCP" };
}
