import { instanceContext } from "../configs";
import type { StackSettings } from "../configs";
import { renderInstance } from "../configs/render";

/** Text by path: what a stack would deploy, without a secret in it. */
export type RenderedFiles = Record<string, string>;

/** For each instance its rendered files, by the kind of node that reads them. */
export function renderedFiles(settings: StackSettings, instances: readonly string[]): RenderedFiles {
  const files = instances.flatMap((name) => {
    const rendered = renderInstance(instanceContext(settings, name, settings.instances[name]!));
    return Object.entries(rendered).flatMap(([kind, group]) =>
      Object.entries(group as Record<string, string>).map(([file, text]) => [`${name}/${kind}/${file}`, text] as const),
    );
  });
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
