import { type KubernetesObject, objectWave, stackObjects } from "../../cli/render/objects";
import { certificateNames, type InstanceInput, parseStack } from "../../configs";
import { contextOf } from "../support/contexts";

interface Container {
  image: string;
  env: { name: string; value?: string }[];
  ports: { name: string; containerPort: number }[];
  resources: { requests: Record<string, string>; limits: Record<string, string> };
}

interface Deployment extends KubernetesObject {
  spec: {
    replicas: number;
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string>; annotations: Record<string, string> };
      spec: { containers: [Container]; volumes: object[]; [field: string]: unknown };
    };
  };
}

interface Service extends KubernetesObject {
  spec: { selector: Record<string, string>; ports: { name: string; port: number }[] };
}

const objectsWith = (input: InstanceInput) => stackObjects(parseStack({ instances: { cache: input } }));
const withProxy = (proxy: InstanceInput["proxy"] = {}, input: InstanceInput = {}) =>
  objectsWith({ ...input, proxy: { kind: "haproxy", ...proxy } });
const objectOf = <T extends KubernetesObject>(objects: KubernetesObject[], kind: string, name = "cache-proxy") =>
  objects.find((object) => object.kind === kind && object.metadata.name === name) as T;
const deploymentOf = (objects: KubernetesObject[]) => objectOf<Deployment>(objects, "Deployment");
const podOf = (objects: KubernetesObject[]) => deploymentOf(objects).spec.template;

test("an instance without a proxy has the same objects as before, whatever else its settings say of one", async () => {
  const plain = await objectsWith({});
  expect(await objectsWith({ proxy: { replicas: 3, port: 7000 } })).toEqual(plain);
  expect(JSON.stringify(plain)).not.toMatch(/redis-proxy|cache-proxy/);
});

test("clients find its pods by one Service, and no Service of the nodes finds these", async () => {
  const objects = await withProxy({ port: 7000 });
  const { labels } = podOf(objects).metadata;
  const services = objects.filter(({ kind }) => kind === "Service") as Service[];
  const finding = services.filter(({ spec }) =>
    Object.entries(spec.selector).every(([name, value]) => labels[name] === value),
  );
  expect(finding.map(({ metadata }) => metadata.name)).toEqual(["cache-proxy", "cache-proxy-metrics"]);
  expect(finding[0]!.spec.ports).toEqual([
    { name: "write", port: 7000, targetPort: "write", protocol: "TCP" },
    { name: "read", port: 6380, targetPort: "read", protocol: "TCP" },
  ]);
  expect(finding[1]!.spec).toMatchObject({ clusterIP: "None", ports: [{ name: "metrics", port: 8404 }] });
});

test("a changed haproxy.cfg is read anew, a changed image rolls the pods", async () => {
  const [before, configured, updated] = [
    await withProxy(),
    await withProxy({ hold: "20s" }),
    await withProxy({ image: "docker.io/library/haproxy:2.8" }),
  ];
  const text = (objects: KubernetesObject[]) => objectOf<KubernetesObject>(objects, "ConfigMap").data as object;
  expect(text(configured)).not.toEqual(text(before));
  expect(podOf(configured)).toEqual(podOf(before));
  expect(podOf(updated)).not.toEqual(podOf(before));
});

test("its pods hold its own password alone, and the private key only where it ends TLS or shows a certificate", async () => {
  const tls = { enabled: true, clientCertificates: "off" } as const;
  const volumesWith = async (proxy: InstanceInput["proxy"], input: InstanceInput) =>
    podOf(await withProxy(proxy, input)).spec.volumes;
  const passed = await volumesWith({}, { tls });
  expect(passed).toContainEqual({
    name: "secrets",
    secret: { secretName: "cache-users", defaultMode: 0o440, items: [{ key: "proxy", path: "proxy" }] },
  });
  const authority = [{ key: "ca.crt", path: "ca.crt" }];
  expect(passed).toContainEqual({
    name: "tls",
    secret: { secretName: "cache-tls", defaultMode: 0o440, items: authority },
  });
  const whole = { name: "tls", secret: { secretName: "cache-tls", defaultMode: 0o440 } };
  expect(await volumesWith({ tls: "endToEnd" }, { tls })).toContainEqual(whole);
  expect(await volumesWith({}, { tls: { ...tls, clientCertificates: "optional" } })).toContainEqual(whole);
  expect(JSON.stringify(await volumesWith({}, {}))).not.toContain("cache-tls");
});

test("Envoy has the scripts that follow in a container beside it, which alone has the password", async () => {
  const objects = await withProxy({ kind: "envoy" }, { tls: { enabled: true }, server: { version: "7.2" } });
  const [proxy, follower] = podOf(objects).spec.containers as unknown as (Container & {
    command: string[];
    volumeMounts: { name: string }[];
  })[];
  expect([proxy!.image, follower!.image]).toEqual([
    "docker.io/envoyproxy/envoy:v1.40.0",
    "docker.io/library/redis:7.2",
  ]);
  expect([proxy!.command, follower!.command]).toEqual([
    ["sh", "/config/envoy.sh"],
    ["sh", "/config/follow.sh"],
  ]);
  const mountsOf = (one: typeof proxy) => one!.volumeMounts.map(({ name }) => name);
  expect(mountsOf(proxy)).toEqual(["config", "run"]);
  expect(mountsOf(follower)).toEqual(["config", "run", "secrets", "tls"]);
  expect(proxy!.env).toContainEqual({ name: "FOLLOWER", value: "beside" });
  const { data } = objectOf<KubernetesObject>(objects, "ConfigMap") as { data?: object };
  expect(Object.keys(data!).sort()).toEqual([
    ...["clock.sh", "entries.sh", "envoy-files.sh", "envoy.sh", "envoy.yaml", "follow.sh", "follower.sh"],
    ...["listeners.yaml", "log.sh", "proxy.env", "report.sh", "secrets.sh", "seen.sh", "start.env", "watch.sh"],
  ]);
});

test("where Envoy reads commands, it has the passwords of clients, the second one only while there is one", async () => {
  const pod = podOf(await withProxy({ kind: "envoy", protocol: "redis" }));
  const items = ["proxy", "app", "app-b"].map((key) => ({ key, path: key }));
  expect(pod.spec.volumes).toContainEqual({
    name: "secrets",
    secret: { secretName: "cache-users", defaultMode: 0o440, items, optional: true },
  });
  expect(JSON.stringify(pod.spec.containers[0])).toContain('"mountPath":"/secrets"');
});

test("what of Envoy takes effect on restart rolls its pods, the rest does not", async () => {
  const [before, read, restarted] = [
    await withProxy({ kind: "envoy" }),
    await withProxy({ kind: "envoy", reads: "any" }),
    await withProxy({ kind: "envoy", maxConnections: 4_000, memory: "1Gi" }),
  ];
  const checksum = (objects: KubernetesObject[]) => podOf(objects).metadata.annotations["redis-cache/restart-checksum"];
  expect(podOf(read)).toEqual(podOf(before));
  expect(checksum(restarted)).not.toBe(checksum(before));
});

test("where TLS ends at the proxy, its pods alone have the certificate", async () => {
  const objects = await withProxy({ tls: "terminate" });
  expect(objectOf(objects, "Secret", "cache-tls")).toBeDefined();
  expect(podOf(objects).spec.volumes).toContainEqual({
    name: "tls",
    secret: { secretName: "cache-tls", defaultMode: 0o440 },
  });
  expect(JSON.stringify(podOf(objects).spec.containers[0])).toContain('"mountPath":"/tls"');
  const sets = objects.filter(({ kind }) => kind === "StatefulSet");
  expect(sets.length).toBeGreaterThan(0);
  expect(JSON.stringify(sets)).not.toContain("cache-tls");
});

test("no pod is missed in a rollout, and one machine may have two of different revisions", async () => {
  const objects = await withProxy({ replicas: 3, threads: 2 }, { pods: { spread: "required" } });
  const { spec } = deploymentOf(objects);
  expect(spec).toMatchObject({ replicas: 3, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } });
  expect(JSON.stringify(spec.template.spec.topologySpreadConstraints)).toContain('"pod-template-hash"');
  expect(spec.template.spec.containers[0].resources.limits.cpu).toBe("2");
  expect(objectOf(objects, "PodDisruptionBudget")).toMatchObject({
    spec: { maxUnavailable: 1, selector: { matchLabels: spec.selector.matchLabels } },
  });
});

test("what the settings say of all pods holds for its own", async () => {
  const objects = await withProxy(
    { digest: `sha256:${"a".repeat(64)}` },
    {
      labels: { team: "shop" },
      pods: {
        annotations: { "sidecar.istio.io/inject": "false" },
        imagePullSecrets: ["registry"],
        priorityClass: "high",
        nodeSelector: { pool: "redis" },
        tolerations: [{ key: "dedicated", operator: "Exists" }],
        securityContext: { runAsUser: "namespace", fsGroup: "namespace" },
      },
    },
  );
  const { metadata, spec } = podOf(objects);
  expect(metadata.labels.team).toBe("shop");
  expect(metadata.annotations["sidecar.istio.io/inject"]).toBe("false");
  expect(spec).toMatchObject({
    serviceAccountName: "cache",
    imagePullSecrets: [{ name: "registry" }],
    priorityClassName: "high",
    nodeSelector: { pool: "redis" },
    tolerations: [{ key: "dedicated", operator: "Exists" }],
    containers: [{ image: `docker.io/library/haproxy:2.6@sha256:${"a".repeat(64)}` }],
  });
  expect(spec.securityContext).not.toHaveProperty("runAsUser");
});

test("it is applied after the master, for which its pods wait before they are ready", async () => {
  const objects = await withProxy();
  const home = objects.find(({ kind, metadata }) => kind === "StatefulSet" && metadata.name === "cache-master")!;
  expect(objectWave(deploymentOf(objects))).toBeGreaterThan(objectWave(home));
});

test("certificates hold its names, by which clients verify a node behind it", () => {
  const names = (input: InstanceInput) => certificateNames(contextOf(input, "kubernetes"));
  const more = names({ proxy: { kind: "haproxy" } }).filter((name) => !names({}).includes(name));
  expect(more.sort()).toEqual([
    "cache-proxy",
    "cache-proxy.redis",
    "cache-proxy.redis.svc",
    "cache-proxy.redis.svc.cluster.local",
  ]);
});
