import * as pulumi from "@pulumi/pulumi";
import { waveOf } from "../components/kubernetes/waves";
import { type Instance, type InstanceSecrets, type Part, passwordsOf, type StackSettings } from "../configs";
import { plain } from "../providers/local/values";
import type { StackResource } from "../review";
import { deployStack } from "../stacks/deploy-stack";

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
 * The objects that the program of a stack registers, lowest wave first; no engine and no cluster are asked. Without the secrets of
 * its instances, each is a `-`.
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
export async function stackResources(
  settings: StackSettings,
  secrets: Record<string, Partial<InstanceSecrets>> = placeholders(settings),
): Promise<StackResource[]> {
  const resources: StackResource[] = [];
  const newResource = ({ type, name, inputs, custom }: pulumi.runtime.MockResourceArgs) => {
    if (custom) resources.push({ type, name, inputs: plain(inputs) });
    return { id: name, state: inputs as Record<string, unknown> };
  };
  await pulumi.runtime.setMocks({ newResource, call: refuseCall }, "redis-cache", "render", false);
  deployStack(settings, { secrets: pulumi.secret(secrets), localDirectory: "/" });
  await registrations();
  return resources;
}

/** The place of an object in the order of application; Pulumi's dependencies give the same. */
export function objectWave({ kind, metadata }: KubernetesObject): number {
  return waveOf({ kind, part: metadata.labels?.["app.kubernetes.io/component"] as Part | undefined });
}

function placeholders({ instances }: StackSettings): Record<string, Partial<InstanceSecrets>> {
  const tls = { ca: "-", caKey: "-", cert: "-", key: "-" };
  const bucket = { accessKeyId: "-", secretAccessKey: "-" };
  const passwords = (settings: Instance) => Object.fromEntries(passwordsOf(settings).map((name) => [name, "-"]));
  return Object.fromEntries(
    Object.entries(instances).map(([name, settings]) => [name, { ...passwords(settings), tls, bucket }]),
  );
}

function refuseCall({ token }: pulumi.runtime.MockCallArgs): never {
  throw new Error(`the program calls ${token}, which needs an engine`);
}

function registrations(): Promise<void> {
  const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> };
  return waitForRPCs();
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
