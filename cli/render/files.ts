import { stringify } from "yaml";
import { instanceContext, type StackSettings } from "../../configs";
import { renderAdapterRules, renderInstance } from "../../configs/render";
import { hasAlerts, renderAlerts } from "../../configs/render/alerts";
import { type KubernetesObject, objectWave, stackObjects } from "./objects";

/** Text by path: what a stack would deploy, without a secret in it. */
export type RenderedFiles = Record<string, string>;

export interface Rendered {
  files: RenderedFiles;
  /** Names of the Secrets that the stack would make, and that are left out. */
  leftOut: string[];
}

/** The objects of a stack on Kubernetes; for processes of this machine, the files of each instance by kind of node. */
export async function rendered(settings: StackSettings, names: readonly string[]): Promise<Rendered> {
  const instances = Object.fromEntries(names.map((name) => [name, settings.instances[name]!]));
  const chosen = { ...settings, instances };
  return settings.platform === "kubernetes" ? renderedObjects(chosen) : { files: renderedFiles(chosen), leftOut: [] };
}

/** A file of alert rules for each instance that has any. */
export function renderedAlerts(settings: StackSettings, names: readonly string[]): RenderedFiles {
  const contexts = names.map((name) => instanceContext(settings, name, settings.instances[name]!));
  const files = contexts.filter(hasAlerts).map((context) => [`${context.name}-alerts.yaml`, renderAlerts(context)]);
  return Object.fromEntries(files) as RenderedFiles;
}

/** A file of rules for prometheus-adapter for each instance whose replicas are scaled by its metrics. */
export function renderedAdapterRules(settings: StackSettings, names: readonly string[]): RenderedFiles {
  const files = names.flatMap((name) => {
    const rules = renderAdapterRules(instanceContext(settings, name, settings.instances[name]!));
    return rules === undefined ? [] : [[`${name}-adapter.yaml`, rules] as const];
  });
  return Object.fromEntries(files);
}

async function renderedObjects(settings: StackSettings): Promise<Rendered> {
  const objects = await stackObjects(settings);
  const isSecret = ({ kind }: KubernetesObject) => kind === "Secret";
  const files = objects.filter((object) => !isSecret(object)).map((object) => [fileName(object), text(object)]);
  return {
    files: Object.fromEntries(files) as RenderedFiles,
    leftOut: objects.filter(isSecret).map(({ metadata }) => metadata.name),
  };
}

/** Sorted by name, files are in the order in which they are applied. */
function fileName(object: KubernetesObject): string {
  return `${objectWave(object)}-${object.kind.toLowerCase()}-${object.metadata.name}.yaml`;
}

function text(object: KubernetesObject): string {
  const { apiVersion, kind, metadata, ...rest } = object;
  return stringify({ apiVersion, kind, metadata, ...rest }, { lineWidth: 0, aliasDuplicateObjects: false });
}

function renderedFiles(settings: StackSettings): RenderedFiles {
  const files = Object.entries(settings.instances).flatMap(([name, instance]) => {
    const { directives: _, ...byKind } = renderInstance(instanceContext(settings, name, instance));
    return Object.entries(byKind).flatMap(([kind, group]) =>
      Object.entries(group).map(([file, text]) => [`${name}/${kind}/${file}`, text] as const),
    );
  });
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
