import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EnforcementLevel } from "@pulumi/policy";
import type { PodContainer, PodSpec } from "../../policies/kubernetes";
import { objectName, podOf } from "../../policies/kubernetes";
import { findingsOf } from "../../policies/findings";
import { policies } from "../../policies/rules";
import type { Resource } from "../../policies/policy";
import { stackResources as resourcesOf } from "../../cli/render/objects";
import { type InstanceInput, parseStack } from "../../configs";
import { stackResources } from "./stack-resources";

const policyNamed = (name: string) => policies.find((policy) => policy.name === name)!;

const levelsOf = (stack: string) =>
  JSON.parse(readFileSync(join(__dirname, `../../policies/levels/${stack}.json`), "utf8")) as Record<
    string,
    EnforcementLevel
  >;

describe.each(["dev", "prod"])("stack %s", (stack) => {
  test("meets every policy that its levels make mandatory", async () => {
    const resources = await stackResources(stack);
    const levels = levelsOf(stack);
    const mandatory = policies.filter(({ name }) => (levels[name] ?? "mandatory") === "mandatory");
    const found = await Promise.all(mandatory.map((policy) => findingsOf(policy, resources)));
    expect(found.flat()).toEqual([]);
  });

  test("has levels for policies that there are", () => {
    const names = policies.map(({ name }) => name);
    expect(Object.keys(levelsOf(stack)).filter((name) => !names.includes(name))).toEqual([]);
  });
});

type Props = Record<string, never> & {
  metadata: Record<string, unknown>;
  spec: Record<string, unknown>;
  data: Record<string, string>;
};

/** The first resource of a kind with that name, to be broken. */
type Find = (kind: string, name: string) => { props: Props; pod: PodSpec; container: PodContainer };

interface Broken {
  policy: string;
  /** What is done to stack prod. */
  change: string;
  breaks: (find: Find, resources: Resource[]) => void;
  says: RegExp;
}

const broken: Broken[] = [
  {
    policy: "images-by-digest",
    change: "an image by its tag",
    breaks: (find) => (find("StatefulSet", "cache-replica").container.image = "docker.io/library/redis:8.2"),
    says: /cache-replica: container redis runs docker.io\/library\/redis:8.2, which has no digest/,
  },
  {
    policy: "restricted-pods",
    change: "the network of the node",
    breaks: (find) => (find("StatefulSet", "cache-master").pod.hostNetwork = true),
    says: /cache-master: hostNetwork is set/,
  },
  {
    policy: "restricted-pods",
    change: "a container that may gain privileges",
    breaks: (find) => delete find("StatefulSet", "cache-master").container.securityContext!.allowPrivilegeEscalation,
    says: /cache-master: container redis may gain privileges/,
  },
  {
    policy: "restricted-pods",
    change: "a pod that may run as root",
    breaks: (find) => delete find("StatefulSet", "messages-sentinel").pod.securityContext!.runAsNonRoot,
    says: /messages-sentinel: container sentinel may run as root/,
  },
  {
    policy: "no-secret-in-clear",
    change: "a password in redis.conf",
    breaks: (find) => {
      const { data } = find("ConfigMap", "cache-redis").props;
      data["redis.conf"] += "masterauth secret\n";
    },
    says: /cache-redis: key redis.conf holds a password/,
  },
  {
    policy: "no-secret-in-clear",
    change: "a password in the environment",
    breaks: (find) =>
      find("StatefulSet", "cache-replica").container.env!.push({ name: "REDIS_PASSWORD", value: "secret" }),
    says: /cache-replica: container redis has variable REDIS_PASSWORD in clear/,
  },
  {
    policy: "no-secret-in-clear",
    change: "a password as an argument",
    breaks: (find) => (find("StatefulSet", "cache-replica").container.args = ["--requirepass=secret"]),
    says: /has argument --requirepass\./,
  },
  {
    policy: "requests-and-limits",
    change: "no limit of memory",
    breaks: (find) => delete find("StatefulSet", "cache-master").container.resources!.limits!.memory,
    says: /cache-master: container redis has no limit of memory/,
  },
  {
    policy: "disruption-budgets",
    change: "no budget over the Sentinels",
    breaks: (find) => (find("PodDisruptionBudget", "cache-sentinel").props.spec.selector = { matchLabels: { a: "b" } }),
    says: /cache-sentinel is under 0 disruption budgets/,
  },
  {
    policy: "disruption-budgets",
    change: "a second budget over the same pods",
    breaks: (find, resources) =>
      resources.push(resources.find((one) => /Budget$/.test(one.type) && objectName(one) === "cache-redis")!),
    says: /cache-master is under 2 disruption budgets/,
  },
  {
    policy: "spread",
    change: "pods that may share a node",
    breaks: (find) => delete find("StatefulSet", "cache-replica").pod.affinity,
    says: /cache-replica: its pods may share a node/,
  },
  {
    policy: "three-sentinels",
    change: "two of them",
    breaks: (find) => (find("StatefulSet", "cache-sentinel").props.spec.replicas = 2),
    says: /cache-sentinel: there are 2 Sentinels/,
  },
  {
    policy: "three-sentinels",
    change: "all on one node",
    breaks: (find) => delete find("StatefulSet", "cache-sentinel").pod.affinity,
    says: /cache-sentinel: Sentinels may share a node/,
  },
  {
    policy: "tls",
    change: "nodes without it",
    breaks: (find) => {
      const { data } = find("ConfigMap", "messages-sentinel").props;
      data["instance.env"] = data["instance.env"]!.replace("TLS=yes", "TLS=no");
    },
    says: /messages-sentinel: the nodes listen without TLS/,
  },
  {
    policy: "backup",
    change: "none",
    breaks: () => undefined,
    says: /instance cache has no backup/,
  },
  {
    policy: "no-public-service",
    change: "a load balancer",
    breaks: (find) => (find("Service", "cache-reads").props.spec.type = "LoadBalancer"),
    says: /cache-reads is a Service of type LoadBalancer/,
  },
  {
    policy: "grace-within-budget",
    change: "less time than the save may take",
    breaks: (find) => (find("StatefulSet", "cache-master").pod.terminationGracePeriodSeconds = 20),
    says: /cache-master: 20 s to stop, where hand-over and save may take 40 s/,
  },
  {
    policy: "protected-volumes",
    change: "volumes that go when the set is scaled",
    breaks: (find) =>
      (find("StatefulSet", "cache-replica").props.spec.persistentVolumeClaimRetentionPolicy = { whenScaled: "Delete" }),
    says: /cache-replica: volumes whenScaled have policy Delete/,
  },
  {
    policy: "autoscaler-target",
    change: "the master's set",
    breaks: (find) =>
      (find("HorizontalPodAutoscaler", "cache-replica").props.spec.scaleTargetRef = {
        kind: "StatefulSet",
        name: "cache-master",
      }),
    says: /cache-replica scales StatefulSet cache-master, part master/,
  },
  {
    policy: "autoscaler-target",
    change: "the master's set, by KEDA",
    breaks: (_find, resources) =>
      resources.push({
        type: "kubernetes:keda.sh/v1alpha1:ScaledObject",
        name: "own",
        props: { metadata: { name: "own" }, spec: { scaleTargetRef: { kind: "StatefulSet", name: "cache-master" } } },
      }),
    says: /own scales StatefulSet cache-master, part master/,
  },
  ...["Auto", undefined].map((updateMode): Broken => ({
    policy: "vertical-recommendations",
    change: `an autoscaler that changes nodes, updateMode ${updateMode}`,
    breaks: (_find, resources) =>
      resources.push({
        type: "kubernetes:autoscaling.k8s.io/v1:VerticalPodAutoscaler",
        name: "own",
        props: {
          metadata: { name: "own" },
          spec: {
            targetRef: { kind: "StatefulSet", name: "cache-replica" },
            ...(updateMode && { updatePolicy: { updateMode } }),
          },
        },
      }),
    says: /own changes StatefulSet cache-replica, updateMode Auto/,
  })),
];

describe("what each policy refuses in stack prod", () => {
  let prod: Resource[];
  beforeAll(async () => {
    prod = await stackResources("prod");
  });

  test.each(broken)("$policy: $change", async ({ policy, breaks, says }) => {
    const resources = structuredClone(prod);
    breaks((kind, name) => {
      const resource = resources.find((one) => one.type.endsWith(`:${kind}`) && objectName(one) === name)!;
      const pod = podOf(resource)!;
      return { props: resource.props as Props, pod, container: pod && pod.containers[0]! };
    }, resources);
    expect((await findingsOf(policyNamed(policy), resources)).join("\n")).toMatch(says);
  });

  test("each has a case that fails", () => {
    expect(new Set(broken.map(({ policy }) => policy))).toEqual(new Set(policies.map(({ name }) => name)));
  });
});

describe("an instance with a proxy", () => {
  let objects: Resource[];
  beforeAll(async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const cache: InstanceInput = {
      ...{ server: { digest }, exporter: { digest }, proxy: { kind: "haproxy", digest } },
      ...{ pods: { spread: "required" }, tls: { enabled: true } },
    };
    const resources = await resourcesOf(parseStack({ instances: { cache } }));
    objects = resources.map(({ type, name, inputs }) => ({ type, name, props: inputs }));
  });

  test("meets every policy but the one that asks for backups", async () => {
    const all = policies.filter(({ name }) => name !== "backup");
    expect((await Promise.all(all.map((policy) => findingsOf(policy, objects)))).flat()).toEqual([]);
  });

  test.each([
    [
      "spread",
      "Deployment",
      (props: Props) => delete podOf({ type: deployment, name: "", props })!.topologySpreadConstraints,
    ],
    [
      "disruption-budgets",
      "PodDisruptionBudget",
      (props: Props) => (props.spec.selector = { matchLabels: { a: "b" } }),
    ],
  ])("breaks %s as nodes do", async (policy, kind, breaks) => {
    const broken = structuredClone(objects);
    breaks(broken.find((one) => one.type.endsWith(`:${kind}`) && objectName(one) === "cache-proxy")!.props as Props);
    expect((await findingsOf(policyNamed(policy), broken)).join("\n")).toMatch(/^cache-proxy/);
  });

  const deployment = "kubernetes:apps/v1:Deployment";
});

test("a backup meets its policy", async () => {
  const resources = await stackResources("prod");
  const backup = (instance: string): Resource => ({
    type: "kubernetes:batch/v1:CronJob",
    name: `${instance}-backup`,
    props: { metadata: { name: `${instance}-backup`, labels: { "app.kubernetes.io/instance": instance } } },
  });
  expect(await findingsOf(policyNamed("backup"), [...resources, backup("cache"), backup("messages")])).toEqual([]);
});

test("every policy says what mends it", () => {
  for (const { name, description, remediationSteps } of policies) {
    expect([name, description, remediationSteps]).toEqual([
      name,
      expect.stringMatching(/\.$/),
      expect.stringMatching(/\.$/),
    ]);
  }
});
