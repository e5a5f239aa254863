import type { Instance } from "../settings/instance";

type Noted = Pick<Instance, "backup" | "tls">;

/**
 * Keys of Redis that the exporter looks up, without their prefix `redis-cache:`; each is a metric `redis_key_value`
 * with the label `key`. One that is missing would count as a miss of the cache at each scrape.
 */
export function noteNames(settings: Noted): string[] {
  return [...(settings.tls.enabled ? ["node:certificate-end"] : []), "node:refused", ...jobNotes(settings)];
}

/** Of these the ones that jobs write; before the first of them has run, the master's script writes zeros. */
export function jobNotes({ backup }: Pick<Noted, "backup">): string[] {
  if (!backup) return [];
  return [
    ...["started", "time", "bytes", "keys", "milliseconds"].map((name) => `backup:${name}`),
    ...(backup.drill.enabled ? ["started", "time", "seconds", "age", "keys"].map((name) => `drill:${name}`) : []),
  ];
}
