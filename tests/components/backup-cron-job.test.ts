import type { InstanceInput } from "../../configs";
import { parseStack } from "../../configs";
import { type KubernetesObject, stackObjects } from "../../cli/render/objects";

interface Container {
  name: string;
  image: string;
  env: { name: string; value: string }[];
  volumeMounts: { name: string }[];
}

interface Pod {
  metadata: { labels: Record<string, string> };
  spec: {
    serviceAccountName: string;
    initContainers: Container[];
    containers: Container[];
    volumes: { name: string }[];
  };
}

const objectsWith = (cache: InstanceInput) => stackObjects(parseStack({ namespace: "redis", instances: { cache } }));

function find<T = KubernetesObject["spec"]>(objects: KubernetesObject[], kind: string, name: string) {
  const found = objects.find(({ kind: other, metadata }) => other === kind && metadata.name === name);
  return found as (KubernetesObject & { spec: T }) | undefined;
}

interface CronJobSpec {
  concurrencyPolicy: string;
  jobTemplate: { spec: { template: Pod } };
}

const podOf = (objects: KubernetesObject[]) =>
  find<CronJobSpec>(objects, "CronJob", "cache-backup")!.spec.jobTemplate.spec.template;

test("a backup by schedule: never two at once, an end to each, and a volume that goes with the pod", async () => {
  const job = { deadline: "30m", retries: 1, volume: "9Gi" } as const;
  const objects = await objectsWith({
    backup: { bucket: "b-1", schedule: "0 4 * * *", timeZone: "Europe/Berlin", job },
    storage: { class: "fast" },
  });
  expect(find(objects, "CronJob", "cache-backup")!.spec).toMatchObject({
    schedule: "0 4 * * *",
    timeZone: "Europe/Berlin",
    concurrencyPolicy: "Forbid",
    jobTemplate: { spec: { activeDeadlineSeconds: 1800, backoffLimit: 1 } },
  });
  const work = podOf(objects).spec.volumes.find(({ name }) => name === "work");
  expect(work).toMatchObject({
    ephemeral: {
      volumeClaimTemplate: { spec: { storageClassName: "fast", resources: { requests: { storage: "9Gi" } } } },
    },
  });
});

test("what speaks to Redis does not know the bucket, and what knows the bucket no user", async () => {
  const { initContainers, containers } = podOf(await objectsWith({ backup: { bucket: "b-1" } })).spec;
  const known = [...initContainers, ...containers].map(({ name, volumeMounts }) => [
    name,
    volumeMounts.map((mount) => mount.name).filter((mount) => ["bucket", "secrets"].includes(mount)),
  ]);
  expect(known).toEqual([
    ["copy", ["secrets"]],
    ["store", ["bucket"]],
    ["report", ["secrets"]],
  ]);
});

test("its pods are found by no Service and no budget of the nodes", async () => {
  const objects = await objectsWith({ backup: { bucket: "b-1" } });
  const { labels } = podOf(objects).metadata;
  const selectors = objects.flatMap(({ kind, metadata, spec }) => {
    const { selector } = (spec ?? {}) as {
      selector?: Record<string, string> & { matchLabels?: Record<string, string> };
    };
    return selector && kind !== "CronJob"
      ? [[`${kind} ${metadata.name}`, selector.matchLabels ?? selector] as const]
      : [];
  });
  expect(selectors.length).toBeGreaterThan(5);
  for (const [object, selector] of selectors) {
    const matches = Object.entries(selector).every(([name, value]) => labels[name] === value);
    expect([object, matches]).toEqual([object, false]);
  }
});

describe("credentials for the bucket", () => {
  test("of a role: the service account names it, and no Secret is made or mounted", async () => {
    const role = "arn:aws:iam::123456789012:role/backup";
    const objects = await objectsWith({ backup: { bucket: "b-1", credentials: { source: "role", role } } });
    expect(find(objects, "ServiceAccount", "cache-backup")!.metadata.annotations).toEqual({
      "eks.amazonaws.com/role-arn": role,
    });
    expect(find(objects, "Secret", "cache-backup")).toBeUndefined();
    expect(podOf(objects).spec.volumes.map(({ name }) => name)).not.toContain("bucket");
    expect(podOf(objects).spec.serviceAccountName).toBe("cache-backup");
  });

  test("of a Secret that exists: it is mounted, and none is made", async () => {
    const credentials = { source: "existingSecret", secretName: "bucket-keys" } as const;
    const objects = await objectsWith({ backup: { bucket: "b-1", credentials } });
    expect(find(objects, "Secret", "cache-backup")).toBeUndefined();
    expect(podOf(objects).spec.volumes).toContainEqual({
      name: "bucket",
      secret: { secretName: "bucket-keys", defaultMode: 0o440 },
    });
  });
});

test("a restore by settings: the container that brings it stands beside the home of the master only", async () => {
  const objects = await objectsWith({ backup: { bucket: "b-1" }, restore: { from: "latest" } });
  const containersOf = (set: string) =>
    find<{ template: Pod }>(objects, "StatefulSet", set)!.spec.template.spec.containers.map(({ name }) => name);
  expect(containersOf("cache-master")).toContain("restore");
  expect(containersOf("cache-replica")).not.toContain("restore");
  const { data } = find(objects, "ConfigMap", "cache-redis") as unknown as { data: Record<string, string> };
  expect(data["instance.env"]).toMatch(/^RESTORE_FROM='?latest'?$/m);
});

test("the exporter tells of notes of the master, and of backups where there are any", async () => {
  const keys = async (input: InstanceInput) => {
    const { template } = find<{ template: Pod }>(await objectsWith(input), "StatefulSet", "cache-replica")!.spec;
    const { env } = template.spec.containers.find(({ name }) => name === "exporter")!;
    return env.find(({ name }) => name === "REDIS_EXPORTER_CHECK_SINGLE_KEYS")!.value;
  };
  expect(await keys({})).toBe("db0=redis-cache:node:refused");
  expect(await keys({ tls: { enabled: true } })).toBe(
    "db0=redis-cache:node:certificate-end,db0=redis-cache:node:refused",
  );
  expect(await keys({ backup: { bucket: "b-1" } })).toContain("db0=redis-cache:backup:started");
});
