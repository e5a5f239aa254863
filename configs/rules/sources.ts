import type { Finding } from "../schema/errors";
import type { Instance } from "../settings/instance";
import type { Subject } from "./rule";

type Source =
  Instance["tls"]["source"] | Instance["secrets"]["source"] | NonNullable<Instance["backup"]>["credentials"]["source"];

/** A part that a source needs, and that is not there. */
export function missing(isMissing: boolean, property: string, by: string, source: Source): Finding[] {
  return isMissing
    ? [{ property, reason: `is missing, and ${by} ${source} needs it`, fix: `write it, or another ${by}` }]
    : [];
}

/** A part that only another source reads. */
export function unused(isUnused: boolean, property: string, by: string, source: Source): Finding[] {
  return isUnused
    ? [{ property, reason: `is for ${by} ${source} only`, fix: `write ${by}: ${source}, or remove it` }]
    : [];
}

/** A source that only pods can read. */
export function needsCluster(
  property: string,
  source: Source,
  local: Source,
  platform: Subject["platform"],
): Finding[] {
  if (platform === "kubernetes" || source === local) return [];
  const reason = `reads from Kubernetes, and platform is ${platform}`;
  return [{ property, value: source, reason, fix: `write ${local}` }];
}
