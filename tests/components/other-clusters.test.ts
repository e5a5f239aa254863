import * as pulumi from "@pulumi/pulumi";
import { RedisCache, type RedisCacheArgs } from "../../components";
import { userNames } from "../../configs";
import { deploy } from "../support/mocks";

interface Pod {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
}

interface Inputs {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec?: { template?: Pod; jobTemplate?: { spec: { template: Pod } } };
}

const secrets = {
  ...Object.fromEntries([...userNames, "backup"].map((user) => [user, `password-of-${user}-1234`])),
  tls: { ca: "PEM-CA", caKey: "PEM-CA-KEY", cert: "PEM-CERT", key: "PEM-KEY" },
} as unknown as NonNullable<RedisCacheArgs["secrets"]>;

async function objectsWith(settings: RedisCacheArgs["settings"]): Promise<Inputs[]> {
  const written = {
    backup: { bucket: "my-backups", credentials: { source: "role" } },
    pods: { awaitConfiguration: true },
    ...settings,
  } as RedisCacheArgs["settings"];
  const { resources } = await deploy(
    (capture) =>
      new RedisCache("cache", { platform: "kubernetes", settings: written, secrets: pulumi.secret(secrets) }, capture),
  );
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => inputs as unknown as Inputs);
}

/** Of master, replicas and Sentinels, of backups and drills, and of the Job that waits for files. */
async function podsWith(settings: RedisCacheArgs["settings"]): Promise<Pod[]> {
  const pods = (await objectsWith(settings)).flatMap(({ spec }) => {
    const template = spec?.template ?? spec?.jobTemplate?.spec.template;
    return template ? [template] : [];
  });
  expect(pods).toHaveLength(6);
  return pods;
}

test("pods run as the user and groups of the settings, or as the namespace's range says", async () => {
  for (const { spec } of await podsWith({})) {
    expect(spec.securityContext).toMatchObject({ runAsUser: 10_001, runAsGroup: 10_001, fsGroup: 10_001 });
  }
  const ids = { runAsUser: "namespace", runAsGroup: "namespace", fsGroup: 2000 } as const;
  for (const { spec } of await podsWith({ pods: { awaitConfiguration: true, securityContext: ids } })) {
    expect(spec.securityContext).toEqual({
      runAsNonRoot: true,
      fsGroup: 2000,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
  }
});

test("every pod gets its node's labels, tolerations and the Secrets that pull its images", async () => {
  const tolerations = [{ key: "dedicated", operator: "Equal", value: "redis", effect: "NoSchedule" }] as const;
  const where = { nodeSelector: { pool: "redis" }, tolerations: [...tolerations], imagePullSecrets: ["registry"] };
  for (const { spec } of await podsWith({ pods: { awaitConfiguration: true, ...where } })) {
    expect(spec).toMatchObject({
      nodeSelector: { pool: "redis" },
      tolerations,
      imagePullSecrets: [{ name: "registry" }],
    });
  }
  for (const { spec } of await podsWith({})) {
    expect(Object.keys(spec)).not.toEqual(expect.arrayContaining([expect.stringMatching(/Selector|Secrets|tolera/)]));
  }
});

test("annotations of nodes' pods, of backups' pods and of Services go before those of all", async () => {
  const inject = "sidecar.istio.io/inject";
  const objects = await objectsWith({
    annotations: { [inject]: "all" },
    pods: { awaitConfiguration: true, annotations: { [inject]: "nodes" } },
    backup: { bucket: "my-backups", credentials: { source: "role" }, job: { annotations: { [inject]: "jobs" } } },
    network: { serviceAnnotations: { [inject]: "services" } },
  });
  const found = objects.map(({ kind, metadata, spec }) => {
    const template = spec?.template ?? spec?.jobTemplate?.spec.template;
    return [kind, metadata.annotations?.[inject], template?.metadata.annotations?.[inject]].join(" ");
  });
  expect([...new Set(found)].filter((text) => /StatefulSet|CronJob|Service |Job |ConfigMap/.test(text)).sort()).toEqual(
    ["ConfigMap all ", "CronJob all jobs", "Job all all", "Service services ", "StatefulSet all nodes"],
  );
});

test("every name of the cluster has its domain", async () => {
  const tls = { enabled: true, source: "certManager", issuer: { name: "ca" } } as const;
  const objects = JSON.stringify(await objectsWith({ tls, network: { clusterDomain: "prod.example.com" } }));
  expect(objects).toContain("cache-sentinel-0.redis.svc.prod.example.com:26379");
  expect(objects).toContain("rediss://$(NODE_NAME).redis.svc.prod.example.com:6379");
  expect(objects).not.toContain("cluster.local");
});

test("a certificate has the common name that its issuer wants, and no names of the loopback where it refuses them", async () => {
  const tls = { enabled: true, source: "certManager", issuer: { name: "vault" } } as const;
  const certificateWith = async (more: object) => {
    const objects = await objectsWith({ tls: { ...tls, ...more } });
    return objects.find(({ kind }) => kind === "Certificate")!.spec as Record<string, unknown>;
  };
  expect(await certificateWith({})).toMatchObject({
    dnsNames: expect.arrayContaining(["localhost"]) as string[],
    ipAddresses: ["127.0.0.1"],
  });
  const spec = await certificateWith({ commonName: "cache.redis", loopbackNames: false });
  expect(spec.commonName).toBe("cache.redis");
  expect(JSON.stringify(spec)).not.toMatch(/localhost|127\.0\.0\.1|ipAddresses/);
});

test("the agent of EKS Pod Identity is reached by IPv4 and IPv6", async () => {
  const policies = (await objectsWith({})).filter(({ kind }) => kind === "NetworkPolicy");
  expect(JSON.stringify(policies)).toMatch(/169\.254\.170\.23\/32.*fd00:ec2::23\/128/);
});
