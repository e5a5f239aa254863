import { waveOf } from "../../components/kubernetes/waves";
import { type Instance, type InstanceSecrets, type Part, passwordsOf, type StackSettings } from "../../configs";
import type { StackResource } from "../../review";

/** An object as the Kubernetes API takes it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

/**
 * The objects that the program of a stack registers, lowest wave first; neither Pulumi CLI nor cluster is asked.
 * Without the secrets of its instances, each is a `-`.
 */
export async function stackObjects(
  settings: StackSettings,
  secrets: Record<string, Partial<InstanceSecrets>> = placeholders(settings),
): Promise<KubernetesObject[]> {
  const resources = await stackResources(settings, secrets);
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => withoutHints(inputs as unknown as KubernetesObject))
    .sort((a, b) => compare(orderOf(a), orderOf(b)));
}

/** All that the program of a stack registers, components left out, in its order. */
export function stackResources(
  settings: StackSettings,
  secrets: Record<string, Partial<InstanceSecrets>> = placeholders(settings),
): Promise<StackResource[]> {
  // Pulumi takes a second to load, which help and errors need not wait for.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { registeredResources } = require("./registered") as typeof import("./registered.js");
  return registeredResources(settings, secrets);
}

/** The place of an object in the order of application; Pulumi's dependencies give the same at first. */
export function objectWave({ kind, metadata }: KubernetesObject): number {
  return waveOf({ kind, part: metadata.labels?.["app.kubernetes.io/component"] as Part | undefined });
}

function placeholders({ instances }: StackSettings): Record<string, Partial<InstanceSecrets>> {
  const tls = { ca: "-", caKey: "-", cert: "-", key: "-" };
  const bucket = { accessKeyId: "-", secretAccessKey: "-" };
  const passwords = (settings: Instance) => {
    const all = Object.fromEntries(passwordsOf(settings).map((name) => [name, "-"]));
    return { ...all, users: all };
  };
  return Object.fromEntries(
    Object.entries(instances).map(([name, settings]) => [name, { ...passwords(settings), tls, bucket }]),
  );
}

/** Hints for Pulumi's provider mean nothing to others. */
function withoutHints(object: KubernetesObject): KubernetesObject {
  const { annotations = {}, ...metadata } = object.metadata;
  const others = Object.entries(annotations).filter(([name]) => !name.startsWith("pulumi.com/"));
  return {
    ...object,
    metadata: { ...metadata, ...(others.length > 0 && { annotations: Object.fromEntries(others) }) },
  };
}

function orderOf(object: KubernetesObject): string {
  return `${objectWave(object)} ${object.kind} ${object.metadata.name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
