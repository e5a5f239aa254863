import { type KubernetesObject, stackObjects } from "../../cli/render/objects";
import { clientLabel } from "../../components/pod/labels";
import { parseStack } from "../../configs";

type Labels = Record<string, string>;

interface Pod {
  namespace: string;
  labels: Labels;
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
  spec: { podSelector: Selector; ingress: Rule[]; egress: Rule[] };
}

let objects: KubernetesObject[];

beforeAll(async () => {
  const cache = { pods: { clientNamespaces: ["shop"] } };
  objects = await stackObjects(parseStack({ namespace: "redis", instances: { cache, other: {} } }));
});

const pod = (part: string, instance = "cache"): Pod => {
  const set = objects.find(({ kind, metadata }) => kind === "StatefulSet" && metadata.name === `${instance}-${part}`)!;
  const { template } = set.spec as { template: { metadata: { labels: Labels } } };
  return { namespace: "redis", labels: template.metadata.labels };
};
const client = (namespace: string, instance = "cache"): Pod => ({
  namespace,
  labels: clientLabel({ name: instance }),
});
const nameServer: Pod = { namespace: "kube-system", labels: {} };
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
  const policies = policiesOf(pod);
  return (
    policies.length === 0 || policies.some(({ spec }) => spec[direction].some((rule) => matches(rule, peer, port)))
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
