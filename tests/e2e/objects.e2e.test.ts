import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { stackObjects } from "../../cli/render/objects";
import { type InstanceInput, parseStack, type StackInput } from "../../configs";
import { installCustomResources } from "./support/custom-resources";
import { run, runLabel } from "../../benchmarks/cluster/environment";
import { apply, kubectl } from "../../benchmarks/cluster/kubectl";
import { searchSettings } from "../support/search";

const namespace = `e2e-${run}-objects`;

beforeAll(async () => {
  await apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: runLabel } }]);
  await installCustomResources();
});

afterAll(async () => {
  await kubectl(["delete", "namespace", namespace, "--wait=false"]);
});

const instance: Record<string, InstanceInput> = {
  "no setting": {},
  "every metric of autoscaling": { replicas: { max: 5 }, autoscaling: { opsPerSecond: 1000, clients: 500 } },
  "KEDA, and recommendations": {
    replicas: { max: 5 },
    autoscaling: { kind: "keda", opsPerSecond: 1000, clients: 500, prometheus: "http://prometheus.monitoring:9090" },
    monitoring: { recommendations: "verticalPodAutoscaler" },
  },
  "one node per pod, priority, clients elsewhere, a Job that waits": {
    pods: {
      spread: "required",
      priorityClass: "system-cluster-critical",
      clientNamespaces: ["shop"],
      awaitConfiguration: true,
    },
  },
  "Secrets that exist": {
    secrets: { source: "existingSecret", secretName: "redis-users" },
    tls: { enabled: true, source: "existingSecret", secretName: "redis-tls", clientCertificates: "required" },
  },
  "Secrets of operators": {
    secrets: { source: "externalSecret", store: { name: "vault", kind: "ClusterSecretStore" } },
    tls: { enabled: true, source: "certManager", issuer: { name: "ca" } },
  },
  "a proxy, and nobody past it": {
    pods: { spread: "required", awaitConfiguration: true },
    proxy: { kind: "haproxy", exclusive: true },
    tls: { enabled: true },
  },
  "rules and monitors of the Prometheus operator": {
    monitoring: { rules: "prometheusRule", scrape: "serviceMonitor", interval: "30s" },
    proxy: { kind: "haproxy" },
  },
  "monitors of pods, rules in a file": {
    monitoring: { rules: "configMap", scrape: "podMonitor", scrapers: [{ namespace: "monitoring" }] },
    proxy: { kind: "envoy" },
  },
  "backups by a role": {
    backup: { bucket: "b-1", credentials: { source: "role", role: "arn:aws:iam::123456789012:role/backup" } },
  },
  "a restore": { backup: { bucket: "b-1", endpoint: "http://store:9000" }, restore: { from: "latest" } },
};
const stacks: [string, StackInput][] = [
  ...Object.entries(instance).map(([title, cache]): [string, StackInput] => [title, { instances: { cache } }]),
  ["sync waves", { syncWaves: true, instances: { cache: {} } }],
  ["stack dev", stackOf("dev")],
  ["stack prod", stackOf("prod")],
];

test.each(stacks)("the API server accepts every object: %s", async (_title, stack) => {
  const objects = await stackObjects(parseStack({ ...stack, namespace, createNamespace: false }));
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  const said = await kubectl(["apply", "--dry-run=server", "--validate=strict", "-f", "-"], list);
  expect(said.trim().split("\n")).toHaveLength(objects.length);
});

test("the API server accepts every object of whatever settings a search finds accepted", async () => {
  const base: StackInput = { namespace, createNamespace: false, instances: { cache: {} } };
  const fixed = ["server", "namespace", "createNamespace", "platform"];
  const { stacks } = searchSettings({ seed: 1, valuesEach: 30, base, fixed });
  expect(stacks.length).toBeGreaterThan(5);
  for (const { input, settings } of stacks) {
    const items = await stackObjects(settings);
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    const said = kubectl(["apply", "--dry-run=server", "--validate=strict", "-f", "-"], list);
    await expect(said.catch((error: Error) => `${error.message}: ${JSON.stringify(input)}`)).resolves.not.toContain(
      ": {",
    );
  }
});

function stackOf(name: string): StackInput {
  const { config } = parse(readFileSync(join(__dirname, `../../Pulumi.${name}.yaml`), "utf8")) as { config: object };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace("redis-cache:", ""), value as unknown]),
  ) as StackInput;
}
