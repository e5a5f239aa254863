import { type InstanceContext, objectNames } from "../../configs";
import { renderInstance } from "../../configs/render";
import { runtimeScripts } from "../../runtime";
import { metadata } from "./metadata";

/** What the nodes read, free of secrets: files of Redis, files of Sentinels, scripts. */
export function configMaps(context: InstanceContext) {
  const names = objectNames(context);
  const { redis, sentinel } = renderInstance(context);
  return {
    redis: configMap(context, names.redisConfig, redis),
    sentinel: configMap(context, names.sentinelConfig, sentinel),
    scripts: configMap(context, names.scripts, runtimeScripts()),
  };
}

export function configMap(context: InstanceContext, name: string, data: Record<string, string>) {
  return { metadata: metadata(context, { kind: "ConfigMap", name }), data };
}
