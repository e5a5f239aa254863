import { type KubernetesObject, stackObjects } from "../../cli/render/objects";
import { clientLabel } from "../../components/pod/labels";
import { parseStack } from "../../configs";

type Labels = Record<string, string>;

interface Pod {
  namespace: string;
  labels: Labels;
}

interface Template {
  metadata: { labels: Labels };
}

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: "In"; values: string[] }[];
}

interface Rule {
  from?: { podSelector?: Selector; namespaceSelector?: Selector }[];
  to?: { podSelector?: Selector; namespaceSelector?: Selector }[];
  ports: { port: number; protocol: string }[];
}

interface Policy extends KubernetesObject {
  spec: { podSelector: Selector; policyTypes: string[]; ingress?: Rule[]; egress?: Rule[] };
}

let objects: KubernetesObject[];

beforeAll(async () => {
  const scrapers = [{ namespace: "monitoring", podLabels: { app: "prometheus" } }, { namespace: "agents" }];
  const cache = { pods: { clientNamespaces: ["shop"] }, monitoring: { scrapers } };
  const proxied = { proxy: { kind: "haproxy" as const }, monitoring: { scrapers } };
  const exclusive = {
    proxy: { kind: "haproxy" as const, exclusive: true },
    backup: { bucket: "b-1" },
    pods: { awaitConfiguration: true },
  };
  const instances = { cache, other: {}, proxied, exclusive };
  objects = await stackObjects(parseStack({ namespace: "redis", instances }));
});

const pod = (part: string, instance = "cache"): Pod => {
  const [kinds, name] = [["StatefulSet", "Deployment"], `${instance}-${part}`];
  const set = objects.find(({ kind, metadata }) => kinds.includes(kind) && metadata.name === name)!;
  const { template } = set.spec as { template: { metadata: { labels: Labels } } };
  return { namespace: "redis", labels: template.metadata.labels };
};
const job = (kind: "CronJob" | "Job"): Pod => {
  const { spec } = objects.find((object) => object.kind === kind && object.metadata.name.startsWith("exclusive-"))!;
  const { jobTemplate, template } = spec as { jobTemplate?: { spec: { template: Template } }; template?: Template };
  const { metadata } = (jobTemplate?.spec.template ?? template)!;
  // Without the label by which it would be let in as a client.
  return { namespace: "redis", labels: { ...metadata.labels, "redis-cache/exclusive-client": "" } };
};
const client = (namespace: string, instance = "cache"): Pod => ({
  namespace,
  labels: clientLabel({ name: instance }),
});
const nameServer: Pod = { namespace: "kube-system", labels: {} };
const scraper: Pod = { namespace: "monitoring", labels: { app: "prometheus" } };
const agent: Pod = { namespace: "agents", labels: {} };
const stranger: Pod = { namespace: "redis", labels: { app: "shop" } };

const cases: [string, () => [Pod, Pod, number], boolean][] = [
  ["a replica to the master", () => [pod("replica"), pod("master"), 6379], true],
  ["the master to a replica, as after a hand-over", () => [pod("master"), pod("replica"), 6379], true],
  ["a Sentinel to a Redis node", () => [pod("sentinel"), pod("master"), 6379], true],
  ["a Redis node to a Sentinel", () => [pod("replica"), pod("sentinel"), 26379], true],
  ["a Sentinel to a Sentinel", () => [pod("sentinel"), pod("sentinel"), 26379], true],
  ["a client to the master", () => [client("redis"), pod("master"), 6379], true],
  ["a client to a Sentinel", () => [client("redis"), pod("sentinel"), 26379], true],
  ["a client to the metrics", () => [client("redis"), pod("replica"), 9121], true],
  ["a client of a namespace that may", () => [client("shop"), pod("master"), 6379], true],
  ["a client of another namespace", () => [client("games"), pod("master"), 6379], false],
  ["a client of another instance", () => [client("redis", "other"), pod("master"), 6379], false],
  ["a pod without the label", () => [stranger, pod("master"), 6379], false],
  ["a node of another instance", () => [pod("replica", "other"), pod("master"), 6379], false],
  ["a Sentinel of another instance", () => [pod("sentinel", "other"), pod("sentinel"), 26379], false],
  ["a node to a client, which it has no reason to call", () => [pod("master"), client("redis"), 6379], false],
  ["a proxy to a Redis node", () => [pod("proxy", "proxied"), pod("replica", "proxied"), 6379], true],
  ["a proxy to a Sentinel", () => [pod("proxy", "proxied"), pod("sentinel", "proxied"), 26379], true],
  ["a proxy of another instance", () => [pod("proxy", "proxied"), pod("master", "exclusive"), 6379], false],
  ["a client to a proxy's writes", () => [client("redis", "proxied"), pod("proxy", "proxied"), 6379], true],
  ["a client to a proxy's reads", () => [client("redis", "proxied"), pod("proxy", "proxied"), 6380], true],
  ["a client to a proxy's metrics", () => [client("redis", "proxied"), pod("proxy", "proxied"), 8404], true],
  ["a pod without the label to a proxy", () => [stranger, pod("proxy", "proxied"), 6379], false],
  ["a client to the master beside a proxy", () => [client("redis", "proxied"), pod("master", "proxied"), 6379], true],
  ["a client past a proxy", () => [client("redis", "exclusive"), pod("master", "exclusive"), 6379], false],
  ["a client to metrics past a proxy", () => [client("redis", "exclusive"), pod("master", "exclusive"), 9121], true],
  ["a proxy that alone may", () => [pod("proxy", "exclusive"), pod("master", "exclusive"), 6379], true],
  ["a node beside such a proxy", () => [pod("replica", "exclusive"), pod("master", "exclusive"), 6379], true],
  ["a backup beside such a proxy", () => [job("CronJob"), pod("master", "exclusive"), 6379], true],
  ["a scraper to the metrics", () => [scraper, pod("master"), 9121], true],
  ["a scraper to a Sentinel's metrics", () => [scraper, pod("sentinel"), 9121], true],
  ["any pod of a namespace that scrapes", () => [agent, pod("replica"), 9121], true],
  ["a scraper to the master", () => [scraper, pod("master"), 6379], false],
  ["a scraper to a Sentinel", () => [scraper, pod("sentinel"), 26379], false],
  ["another pod of the scraper's namespace", () => [{ ...scraper, labels: {} }, pod("master"), 9121], false],
  ["a scraper of another instance", () => [scraper, pod("master", "other"), 9121], false],
  ["a scraper to a proxy's metrics", () => [scraper, pod("proxy", "proxied"), 8404], true],
  ["a scraper to a proxy's writes", () => [scraper, pod("proxy", "proxied"), 6379], false],
  ["the Job that waits beside such a proxy", () => [job("Job"), pod("master", "exclusive"), 6379], true],
];

test.each(cases)("%s", (_what, ends, allowed) => {
  const [from, to, port] = ends();
  expect(allows("egress", from, to, port) && allows("ingress", to, from, port)).toBe(allowed);
});

test("every pod asks for names, at the port of the Service and at that of its pods", () => {
  for (const part of ["master", "replica", "sentinel"]) {
    for (const port of [53, 5353]) expect(allows("egress", pod(part), nameServer, port)).toBe(true);
  }
});

/**
 * As Kubernetes documents it: a pod that no policy selects may do all, another one what a rule of any of them allows.
 */
function allows(direction: "ingress" | "egress", pod: Pod, peer: Pod, port: number): boolean {
  const type = { egress: "Egress", ingress: "Ingress" }[direction];
  const policies = policiesOf(pod).filter(({ spec }) => spec.policyTypes.includes(type));
  return (
    policies.length === 0 || policies.some(({ spec }) => spec[direction]?.some((rule) => matches(rule, peer, port)))
  );
}

function policiesOf({ namespace, labels }: Pod): Policy[] {
  const policies = objects.filter(({ kind }) => kind === "NetworkPolicy") as Policy[];
  return policies.filter(({ metadata, spec }) => metadata.namespace === namespace && selects(spec.podSelector, labels));
}

function matches({ from, to, ports }: Rule, peer: Pod, port: number): boolean {
  const peers = from ?? to;
  const isPeer = ({ podSelector, namespaceSelector }: NonNullable<Rule["from"]>[number]) =>
    selects(podSelector ?? {}, peer.labels) &&
    (namespaceSelector === undefined
      ? peer.namespace === "redis"
      : selects(namespaceSelector, { "kubernetes.io/metadata.name": peer.namespace }));
  return (peers === undefined || peers.some(isPeer)) && ports.some((one) => one.port === port);
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ""))
  );
}
