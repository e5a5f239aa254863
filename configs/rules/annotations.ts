import type { Finding } from "../schema/errors";
import type { Instance } from "../settings/instance";
import type { StackSettings } from "../settings/stack";
import { rule, type StackRule } from "./rule";

const maps = ["annotations", "pods.annotations", "network.serviceAnnotations", "backup.job.annotations"] as const;

const annotationsOfToolkit = rule([...maps], (settings) =>
  written(settings).flatMap(([property, name, value]) =>
    name.toLowerCase().startsWith("redis-cache/")
      ? [{ property, value, reason: "the toolkit's own annotations begin with redis-cache/", fix: otherName }]
      : [],
  ),
);

const otherName = "remove it, or choose another name";

export const annotationsRules = [annotationsOfToolkit];

const wave = "argocd.argoproj.io/sync-wave";

/** Waves keep replicas before their master. */
export const wavesOfToolkit: StackRule = { reads: [...maps], check: otherWaves };

function otherWaves({ syncWaves, instances }: StackSettings): Finding[] {
  if (!syncWaves) return [];
  return Object.entries(instances).flatMap(([instance, settings]) =>
    written(settings)
      .filter(([property, name]) => name === wave && /^(annotations|network)\./.test(property))
      .map(([property, , value]) => ({
        ...{ property: `instances.${instance}.${property}`, value },
        reason: "has no effect: with syncWaves each object has the wave of its kind",
        fix: "remove it, or write syncWaves: false",
      })),
  );
}

function written(settings: Instance): [property: string, name: string, value: string][] {
  const { annotations, backup, network, pods } = settings;
  const all = {
    annotations,
    "pods.annotations": pods.annotations,
    "network.serviceAnnotations": network.serviceAnnotations,
    "backup.job.annotations": backup?.job.annotations ?? {},
  } satisfies Record<(typeof maps)[number], Record<string, string>>;
  return Object.entries(all).flatMap(([map, entries]) =>
    Object.entries(entries).map(([name, value]): [string, string, string] => [`${map}.${name}`, name, value]),
  );
}
