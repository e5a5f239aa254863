import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { RedisCache, type RedisCacheArgs } from "pulumi-redis-cache";
import type { StackSecrets } from "pulumi-redis-cache/configs";

// Under these keys, and with these outputs, the commands of redis-cache work on this project too.
const config = new pulumi.Config("redis-cache");
const namespace = config.require("namespace");
const settings = config.requireObject<Record<string, RedisCacheArgs["settings"]>>("instances");
const secrets = config.requireSecretObject<StackSecrets>("secrets");

const provider = new kubernetes.Provider("cluster", {
  enableServerSideApply: true,
  // Names are fixed: without these a changed line replaces the object, and the StatefulSets with it.
  enableConfigMapMutable: true,
  enableSecretMutable: true,
});

const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
const home = new kubernetes.core.v1.Namespace(
  namespace,
  { metadata: { name: namespace, labels } },
  { provider, retainOnDelete: true },
);

const caches = Object.entries(settings).map(([name, instance]) => {
  const args = { namespace, settings: instance, secrets: secrets.apply((known) => known[name]!) };
  return [name, new RedisCache(name, { platform: "kubernetes", ...args }, { provider, dependsOn: home })] as const;
});

export const endpoints = { instances: Object.fromEntries(caches.map(([name, cache]) => [name, cache.endpoints])) };
export const connections = Object.fromEntries(caches.map(([name, cache]) => [name, cache.connection]));
