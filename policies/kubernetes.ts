import type { types } from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";
import type { Resource } from "./policy";

export type PodSpec = Unwrap<types.input.core.v1.PodSpec>;
export type PodContainer = Unwrap<types.input.core.v1.Container>;
type Metadata = Unwrap<types.input.meta.v1.ObjectMeta>;
type Selector = Unwrap<types.input.meta.v1.LabelSelector>;

/** What the objects that policies look at have; each kind has a part of it. */
interface Properties {
  metadata?: Metadata;
  data?: Record<string, string>;
  spec?: {
    type?: string;
    externalIPs?: string[];
    replicas?: number;
    selector?: Selector;
    template?: { metadata?: Metadata; spec?: PodSpec };
    jobTemplate?: { spec?: { template?: { metadata?: Metadata; spec?: PodSpec } } };
    targetRef?: { kind: string; name: string };
    updatePolicy?: { updateMode?: string };
    scaleTargetRef?: { kind: string; name: string };
    persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
  };
}

/** The kind of a Kubernetes object; undefined for what is none. */
export function kindOf({ type }: Resource): string | undefined {
  return /^kubernetes:.*:(\w+)$/.exec(type)?.[1];
}

/** A StatefulSet, or the Deployment of an instance's proxy; Deployments of others are their own affair. */
export function podSetOf(resource: Resource): Properties | undefined {
  const isProxy = podTemplateOf(resource)?.metadata?.labels?.["app.kubernetes.io/name"] === "redis-proxy";
  return propertiesOf(resource, "StatefulSet", ...(isProxy ? ["Deployment"] : []));
}

/** The resource's inputs, for what is of one of these kinds. */
export function propertiesOf(resource: Resource, ...kinds: string[]): Properties | undefined {
  const kind = kindOf(resource);
  return kind !== undefined && kinds.includes(kind) ? (resource.props as Properties) : undefined;
}

/** The template of the pods that a resource makes. */
export function podTemplateOf({ type, props }: Resource): { metadata?: Metadata; spec?: PodSpec } | undefined {
  if (!type.startsWith("kubernetes:")) return undefined;
  const { spec, metadata } = props as Properties;
  if (/:Pod$/.test(type)) return { metadata, spec: spec as PodSpec };
  return spec?.template ?? spec?.jobTemplate?.spec?.template;
}

export function podOf(resource: Resource): PodSpec | undefined {
  return podTemplateOf(resource)?.spec;
}

export function containersOf({ initContainers = [], containers = [] }: PodSpec): PodContainer[] {
  return [...initContainers, ...containers];
}

/** `cache-master`, however the resource is called in the program. */
export function objectName({ name, props }: Resource): string {
  return (props as Properties).metadata?.name ?? name;
}

/** `master`, `replica` or `sentinel`; undefined for what is no part of an instance. */
export function partOf({ props }: Resource): string | undefined {
  return (props as Properties).metadata?.labels?.["app.kubernetes.io/component"];
}

/** The instance that an object belongs to. */
export function instanceLabel({ props }: Resource): string | undefined {
  return (props as Properties).metadata?.labels?.["app.kubernetes.io/instance"];
}

/** Whether a selector finds pods with these labels, in the same namespace. */
export function selects(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Record<string, string>,
): boolean {
  const wanted = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return wanted && matchExpressions.every((expression) => meets(expression, labels));
}

type Expression = NonNullable<Selector["matchExpressions"]>[number];

function meets({ key, operator, values = [] }: Expression, labels: Record<string, string>): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}
