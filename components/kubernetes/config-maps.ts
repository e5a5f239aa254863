import { type InstanceContext, objectNames } from "../../configs";
import type { InstanceFiles } from "../../configs/render";
import { metadata } from "./metadata";
import { mountedScripts } from "./mounted-scripts";

/** What the nodes read, free of secrets: files of Redis, files of Sentinels, scripts. */
export function configMaps(context: InstanceContext, { redis, sentinel }: InstanceFiles) {
  const names = objectNames(context);
  return {
    redis: configMap(context, names.redisConfig, redis),
    sentinel: configMap(context, names.sentinelConfig, sentinel),
    scripts: configMap(context, names.scripts, mountedScripts()),
  };
}

export function configMap(context: InstanceContext, name: string, data: Record<string, string>) {
  return { metadata: metadata(context, { kind: "ConfigMap", name }), data };
}
