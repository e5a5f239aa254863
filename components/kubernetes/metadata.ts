import type { InstanceContext, Part } from "../../configs";
import { objectLabels } from "../pod/labels";
import { waveOf } from "./waves";

/** Name and place of an object; labels and annotations beside the user's are those that its kind needs. */
export interface ObjectName {
  kind: string;
  name: string;
  part?: Part;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export function metadata(context: InstanceContext, { kind, name, part, labels, annotations }: ObjectName) {
  const { namespace, settings, syncWaves } = context;
  const all = {
    ...settings.annotations,
    ...annotations,
    ...(syncWaves && { "argocd.argoproj.io/sync-wave": String(waveOf({ kind, part })) }),
  };
  return {
    name,
    namespace,
    labels: { ...labels, ...objectLabels(context, part) },
    // Pulumi's provider finds an empty set missing in each preview of a Secret.
    ...(Object.keys(all).length > 0 && { annotations: all }),
  };
}

/** What a Secret carries that an operator makes for the instance. */
export function secretTemplate(context: InstanceContext) {
  const { annotations } = context.settings;
  return { labels: objectLabels(context), ...(Object.keys(annotations).length > 0 && { annotations }) };
}

/**
 * Pulumi waits for the endpoints of a Service and for the binding of a claim; the pods that would bring them are made
 * after these (pulumi-kubernetes#1974).
 */
export const notAwaited = { "pulumi.com/skipAwait": "true" };
