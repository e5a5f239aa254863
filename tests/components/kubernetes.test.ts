import * as pulumi from "@pulumi/pulumi";
import { RedisCache, type RedisCacheArgs } from "../../components";
import { type InstanceSecrets, userNames } from "../../configs";
import { deploy, type Deployment, find } from "../support/mocks";
import { findingsOf } from "../support/refused";

const passwords = userNames.map((user) => [user, `password-of-${user}-1234`]);
const tls = { ca: "PEM-CA", caKey: "PEM-CA-KEY", cert: "PEM-CERT", key: "PEM-KEY" };
const secrets = { ...Object.fromEntries(passwords), tls } as unknown as InstanceSecrets;

const cacheWith = (settings: RedisCacheArgs["settings"] = {}, changes: Partial<RedisCacheArgs> = {}) =>
  deploy(
    (capture) =>
      new RedisCache(
        "cache",
        { platform: "kubernetes", settings, secrets: pulumi.secret(secrets), ...changes },
        capture,
      ),
  );

interface KubernetesInputs {
  kind: string;
  metadata: { name: string; namespace: string; labels: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

interface PodSpec {
  containers: { name: string; volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[] }[];
  volumes: object[];
}

const objectsOf = ({ resources }: Deployment<unknown>) =>
  resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map((resource) => ({ ...resource, inputs: resource.inputs as unknown as KubernetesInputs }));

const inputsOf = (deployment: Deployment<unknown>, name: string) =>
  find(deployment, name).inputs as unknown as KubernetesInputs;

test("the user's labels and annotations reach every object and every pod", async () => {
  const deployment = await cacheWith({ labels: { team: "shop" }, annotations: { "example.com/on-call": "shop" } });

  for (const { inputs } of objectsOf(deployment)) {
    expect([inputs.kind, inputs.metadata.labels.team]).toEqual([inputs.kind, "shop"]);
    expect(inputs.metadata.annotations!["example.com/on-call"]).toBe("shop");
  }
  const { spec } = inputsOf(deployment, "cache-replica-set");
  expect(spec.template).toMatchObject({ metadata: { labels: { team: "shop" } } });
  expect(spec.selector).toEqual({
    matchLabels: {
      "app.kubernetes.io/name": "redis",
      "app.kubernetes.io/instance": "cache",
      "app.kubernetes.io/component": "replica",
    },
  });
});

test("the user's labels reach the Secrets that operators make", async () => {
  const deployment = await cacheWith(
    {
      labels: { team: "shop" },
      secrets: { source: "externalSecret", store: { name: "vault" } },
      tls: { enabled: true, source: "certManager", issuer: { name: "ca" } },
    },
    { secrets: undefined },
  );
  const templates = objectsOf(deployment).flatMap(({ inputs: { spec } }) => {
    const { secretTemplate, target } = (spec ?? {}) as { secretTemplate?: object; target?: { template: object } };
    return [secretTemplate, target?.template].filter(Boolean);
  });
  expect(templates).toHaveLength(3);
  for (const template of templates) expect(JSON.stringify(template)).toContain('"team":"shop"');
});

test("an address for each node up to replicas.max, a volume for each that always runs", async () => {
  const deployment = await cacheWith({ replicas: { min: 2, max: 4 } });
  const named = (kind: string) =>
    objectsOf(deployment)
      .filter(({ inputs }) => inputs.kind === kind)
      .map(({ inputs }) => inputs.metadata.name);

  expect(named("Service")).toEqual(
    expect.arrayContaining(["cache-master-0", "cache-replica-0", "cache-replica-3", "cache-sentinel-2"]),
  );
  expect(named("PersistentVolumeClaim").sort()).toEqual([
    "data-cache-master-0",
    "data-cache-replica-0",
    "data-cache-replica-1",
    "data-cache-sentinel-0",
    "data-cache-sentinel-1",
    "data-cache-sentinel-2",
  ]);
});

test("volumes outlive the stack, unless the settings say otherwise", async () => {
  const [kept, dropped] = [await cacheWith(), await cacheWith({ storage: { keep: false } })];

  expect(kept.options.get("cache-master-claim-0")).toMatchObject({ retainOnDelete: true });
  expect(dropped.options.get("cache-master-claim-0")).toMatchObject({ retainOnDelete: false });
});

test("a change of the claim's template would replace the set, and the autoscaler owns the number of replicas", async () => {
  const plain = await cacheWith();
  const scaled = await cacheWith({ replicas: { max: 5 }, autoscaling: {} });

  expect(plain.options.get("cache-replica-set")!.ignoreChanges).toEqual(["spec.volumeClaimTemplates"]);
  expect(inputsOf(plain, "cache-replica-set").spec.replicas).toBe(2);
  expect(scaled.options.get("cache-replica-set")!.ignoreChanges).toEqual([
    "spec.volumeClaimTemplates",
    "spec.replicas",
  ]);
  expect(inputsOf(scaled, "cache-replica-set").spec).not.toHaveProperty("replicas");
  expect(inputsOf(scaled, "cache-autoscaler-hpa").spec).toMatchObject({
    minReplicas: 2,
    maxReplicas: 5,
    scaleTargetRef: { kind: "StatefulSet", name: "cache-replica" },
  });
});

test("passwords and keys are in Secrets only, and the authority's own key is nowhere", async () => {
  const deployment = await cacheWith({ tls: { enabled: true } });

  for (const { inputs, secretInputs } of objectsOf(deployment)) {
    const text = JSON.stringify(inputs);
    expect(text).not.toContain("PEM-CA-KEY");
    if (inputs.kind === "Secret") expect(secretInputs).toEqual(["stringData"]);
    else expect(text).not.toMatch(/password-of-|PEM-/);
  }
  const components = deployment.resources.filter(({ type }) => type.startsWith("redis-cache:"));
  expect(JSON.stringify(components)).not.toMatch(/password-of-|PEM-/);
  expect(inputsOf(deployment, "cache-tls").stringData).toEqual({
    "ca.crt": "PEM-CA",
    "tls.crt": "PEM-CERT",
    "tls.key": "PEM-KEY",
  });
  expect(inputsOf(deployment, "cache-connection").stringData).toMatchObject({
    masterName: "redis-cache",
    password: "password-of-app-1234",
    ca: "PEM-CA",
  });
});

test.each([
  ["a Secret that exists", { source: "existingSecret", secretName: "redis-users" }, "redis-users"],
  ["an operator's store", { source: "externalSecret", store: { name: "vault" } }, "cache-users"],
] as const)("passwords from %s are never seen by the program", async (_what, source, secretName) => {
  const settings = { secrets: source, tls: { enabled: true, source: "certManager", issuer: { name: "ca" } } } as const;
  const deployment = await cacheWith(settings, { secrets: undefined });

  expect(objectsOf(deployment).map(({ inputs }) => inputs.kind)).not.toContain("Secret");
  const { template } = inputsOf(deployment, "cache-master-set").spec as { template: object };
  expect(JSON.stringify(template)).toContain(`"secretName":"${secretName}"`);
  const connection = inputsOf(deployment, "cache-connection");
  expect(JSON.stringify(connection)).toContain("rediss+sentinel://app");
  expect(connection.metadata.name).toBe("cache-connection");
});

test("the connection holds an authority only where the program has made it", async () => {
  const issued = { enabled: true, source: "certManager", issuer: { name: "ca" } } as const;
  const deployment = await cacheWith({ tls: issued });
  expect(inputsOf(deployment, "cache-connection").stringData).not.toHaveProperty("ca");
});

test("a directive that needs a restart changes the checksum of the pods; one that a server takes, or the scripts, does not", async () => {
  const threads = (count: number) => ({ extra: { redis: { "io-threads": count } } });
  const before = await cacheWith(threads(2));
  const scripts = await cacheWith({ ...threads(2), stop: { handOver: "9s" } });
  const live = await cacheWith({ ...threads(2), network: { maxclients: 5000 } });
  const restart = await cacheWith(threads(4));
  const changed = (after: Deployment<unknown>) =>
    objectsOf(after)
      .filter(({ name, inputs }) => JSON.stringify(inputs) !== JSON.stringify(inputsOf(before, name)))
      .map(({ name }) => name)
      .sort();

  expect(changed(scripts)).toEqual(["cache-redis-config", "cache-sentinel-config"]);
  expect(changed(live)).toEqual(["cache-redis-config"]);
  expect(changed(restart)).toEqual(["cache-master-set", "cache-redis-config", "cache-replica-set"]);
});

test("no object has an empty set of annotations, which each preview of a Secret would find missing", async () => {
  const sets = objectsOf(await cacheWith()).map(({ inputs }) => inputs.metadata.annotations);
  expect(sets.filter((set) => set && Object.keys(set).length === 0)).toEqual([]);
});

test("sync waves, by setting, are in the order of Pulumi's dependencies", async () => {
  const [without, with_] = [await cacheWith(), await cacheWith({}, { syncWaves: true })];
  const wave = ({ inputs }: { inputs: KubernetesInputs }) =>
    inputs.metadata.annotations?.["argocd.argoproj.io/sync-wave"];

  expect(objectsOf(without).map(wave).filter(Boolean)).toEqual([]);
  const waves = Object.fromEntries(objectsOf(with_).map((object) => [object.name, Number(wave(object))]));
  expect(waves["cache-redis-config"]).toBeLessThan(waves["cache-replica-set"]!);
  expect(waves["cache-replica-set"]).toBeLessThan(waves["cache-master-set"]!);
  for (const part of ["master", "replica", "sentinel"]) {
    expect(waves[`cache-${part}-claim-0`]).toBe(waves[`cache-${part}-set`]);
  }
});

test("no instance may be called as an object of another one", async () => {
  const proxy = { kind: "haproxy" } as const;
  const deployment = await cacheWith({ replicas: { max: 3 }, autoscaling: {}, tls: { enabled: true }, proxy });
  const names = new Set(objectsOf(deployment).map(({ inputs }) => inputs.metadata.name));

  for (const name of names) {
    if (name === "cache" || name.startsWith("data-")) continue;
    const findings = findingsOf({ instances: { cache: {}, [name]: {} } });
    expect([name, findings.map(({ reason }) => reason)]).toEqual([name, [expect.stringMatching(/instance cache/)]]);
  }
});

test("the Job that waits for changed files is another one for other files, and is none where nobody asks for it", async () => {
  const nameOf = async (settings: RedisCacheArgs["settings"]) => {
    const jobs = objectsOf(await cacheWith(settings)).filter(({ inputs }) => inputs.kind === "Job");
    return jobs.map(({ inputs }) => inputs.metadata.name).join();
  };
  const waiting = (more: RedisCacheArgs["settings"] = {}) => nameOf({ ...more, pods: { awaitConfiguration: true } });
  expect(await nameOf({})).toBe("");
  expect(await waiting()).toMatch(/^cache-config-[0-9a-f]{8}$/);
  expect(await waiting()).toBe(await waiting());
  expect(await waiting({ network: { maxclients: 400 } })).not.toBe(await waiting());
});

test("nodes get the mounted certificate files and a place for those in use, which alone the exporter reads", async () => {
  const deployment = await cacheWith({ tls: { enabled: true } });
  for (const name of ["cache-master-set", "cache-replica-set", "cache-sentinel-set"]) {
    const { containers, volumes } = (inputsOf(deployment, name).spec.template as { spec: PodSpec }).spec;
    const placesOf = (container: string) =>
      containers
        .find((one) => one.name === container)!
        .volumeMounts.filter((mount) => ["tls", "certificates"].includes(mount.name));
    const node = name.includes("sentinel") ? "sentinel" : "redis";
    expect(placesOf(node)).toEqual([
      { name: "tls", mountPath: "/tls", readOnly: true },
      { name: "certificates", mountPath: "/run/redis-cache/tls" },
    ]);
    expect(placesOf("exporter")).toEqual([{ name: "certificates", mountPath: "/tls", readOnly: true }]);
    expect(volumes).toContainEqual({ name: "certificates", emptyDir: { medium: "Memory", sizeLimit: "4Mi" } });
  }
});

describe("a further user of applications", () => {
  const users = { reports: { readOnly: true } };

  test("has a Secret of its own to connect with, and a password on every node", async () => {
    const more = { ...secrets, users: { reports: "password-of-reports-1234", "reports-b": "second-of-reports-1234" } };
    const deployment = await cacheWith({ users }, { secrets: pulumi.secret(more as InstanceSecrets) });
    const { metadata, stringData } = inputsOf(deployment, "cache-connection-reports");
    expect(metadata.name).toBe("cache-connection-reports");
    expect(stringData).toMatchObject({ username: "reports", password: "password-of-reports-1234" });
    expect(inputsOf(deployment, "cache-users").stringData).toMatchObject({
      app: "password-of-app-1234",
      reports: "password-of-reports-1234",
      "reports-b": "second-of-reports-1234",
    });
    expect(JSON.stringify(inputsOf(deployment, "cache-connection"))).not.toContain("reports");
  });

  test("has it from the operator's store by its name, and names no password where that is elsewhere", async () => {
    const store = await cacheWith({ users, secrets: { source: "externalSecret", store: { name: "vault" } } });
    expect(inputsOf(store, "cache-connection-reports").spec).toMatchObject({
      data: [{ secretKey: "password", remoteRef: { property: "reports" } }],
    });
    expect(JSON.stringify(inputsOf(store, "cache-connection-reports"))).toContain(
      "//reports:{{ .password | urlquery }}@",
    );
    const existing = await cacheWith({ users, secrets: { source: "existingSecret", secretName: "passwords" } });
    expect(inputsOf(existing, "cache-connection-reports")).toMatchObject({ data: { username: "reports" } });
  });
});
