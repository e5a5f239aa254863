import { stackResources } from "../../cli/objects";
import { findProject } from "../../cli/project";
import { parseSettings, readStackFile } from "../../cli/settings";
import { checksumOf } from "../../configs/checksum";

export const stacks = ["dev", "prod"] as const;

/** What of a stack's resources decides whether an upgrade of the toolkit rolls, replaces or removes any. */
export interface Snapshot {
  /** Every object, as `Kind name`. */
  objects: string[];
  /** Of each StatefulSet, a checksum of its pods: another one rolls them. */
  pods: Record<string, string>;
  /** Of each object that has any, a checksum of the fields that never change: another one replaces it. */
  fixed: Record<string, string>;
}

interface KubernetesObject {
  kind: string;
  metadata: { name: string };
  spec?: Record<string, unknown>;
}

/** The snapshot of a stack of this project, as its program makes it now. */
export async function snapshotOf(stack: (typeof stacks)[number]): Promise<Snapshot> {
  const resources = await stackResources(parseSettings(readStackFile(findProject(), stack)));
  const objects = resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => inputs as unknown as KubernetesObject);
  const sums = (kinds: readonly string[], part: (object: KubernetesObject) => unknown) =>
    Object.fromEntries(
      objects.filter(({ kind }) => kinds.includes(kind)).map((object) => [label(object), sum(part(object))]),
    );
  return {
    objects: objects.map(label).sort(),
    pods: sums(["StatefulSet"], ({ spec }) => spec!.template),
    fixed: {
      ...sums(["StatefulSet"], ({ spec }) => [spec!.selector, spec!.serviceName, spec!.podManagementPolicy]),
      ...sums(["PersistentVolumeClaim"], ({ spec }) => [spec!.accessModes, spec!.storageClassName]),
      ...sums(["Service"], ({ spec }) => [spec!.clusterIP, spec!.type]),
    },
  };
}

function label({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

function sum(part: unknown): string {
  return checksumOf(JSON.stringify(part)).slice(0, 16);
}
