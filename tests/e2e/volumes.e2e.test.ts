import pWaitFor from "p-wait-for";
import { run, runLabel } from "../../benchmarks/cluster/environment";
import { Installation } from "../../benchmarks/cluster/installation";
import { apply, get, kubectl } from "../../benchmarks/cluster/kubectl";
import type { InstanceInput, Size } from "../../configs";
import { underLoad } from "./support/under-load";

const growing = `growing-${run}`;
const withVolumes = (size: Size): InstanceInput => ({ storage: { class: growing, size, keep: false } });

let installation: Installation;

beforeAll(async () => {
  await makeGrowingClass();
  installation = await Installation.start("volumes", withVolumes("64Mi"));
});
afterAll(async () => {
  await installation.close();
  await kubectl(["delete", "storageclass", growing]);
});

test("volumes grow in place while an application writes: no pod is rolled, no write refused", async () => {
  const before = await installation.pods.starts();
  const { refused } = await underLoad(installation, "volumes grown", async () => {
    installation = installation.with(withVolumes("128Mi"));
    // A set's template never changes (docs/kubernetes.md).
    await installation.kubectl("delete", "statefulset", "cache-master", "cache-replica", "--cascade=orphan");
    await installation.apply();
    await growVolumes();
    await pWaitFor(async () => (await sizes()).every((size) => size === "128Mi"), { interval: 500, timeout: 60_000 });
  });
  expect({ refused, starts: await installation.pods.starts() }).toEqual({ refused: {}, starts: before });
});

test("a smaller volume is refused, and what runs goes on", async () => {
  await underLoad(installation, "smaller volumes refused", async () => {
    await expect(installation.with(withVolumes("64Mi")).apply()).rejects.toThrow(/can not be less than/);
  });
});

/** The cluster's default class, but that volumes of it may grow. */
async function makeGrowingClass(): Promise<void> {
  const { items } = await get<{ items: StorageClass[] }>("default", "storageclasses");
  const byDefault = items.find(({ metadata }) => metadata.annotations?.[defaultMark] === "true")!;
  const metadata = { name: growing, labels: runLabel };
  await apply([{ ...byDefault, metadata, allowVolumeExpansion: true }]);
}

/**
 * What a driver's resizer writes when it has made volumes as large as their claims ask; a folder has no size that it
 * had to change.
 */
async function growVolumes(): Promise<void> {
  for (const { metadata, spec } of await dataClaims()) {
    const capacity = spec.resources.requests;
    await kubectl(["patch", "pv", spec.volumeName, "--type=merge", "-p", JSON.stringify({ spec: { capacity } })]);
    const status = ["--subresource=status", "--type=merge", "-p", JSON.stringify({ status: { capacity } })];
    await installation.kubectl("patch", "pvc", metadata.name, ...status);
  }
}

async function sizes(): Promise<string[]> {
  return (await dataClaims()).map(({ status }) => status.capacity.storage);
}

/** Of the Redis nodes. */
async function dataClaims(): Promise<Claim[]> {
  const ofRedis = "app.kubernetes.io/component in (master,replica)";
  return (await get<{ items: Claim[] }>(installation.namespace, "pvc", "-l", ofRedis)).items;
}

const defaultMark = "storageclass.kubernetes.io/is-default-class";

interface StorageClass {
  apiVersion: string;
  kind: string;
  metadata: { annotations?: Record<string, string> };
}

interface Room {
  storage: string;
}

interface Claim {
  metadata: { name: string };
  spec: { volumeName: string; resources: { requests: Room } };
  status: { capacity: Room };
}
