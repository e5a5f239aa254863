import * as pulumi from "@pulumi/pulumi";
import { RedisCache, type RedisCacheArgs } from "pulumi-redis-cache";
import type { StackSecrets } from "pulumi-redis-cache/configs";

// Under these keys, and with these outputs, the commands of redis-cache work on this project too.
const config = new pulumi.Config("redis-cache");
const settings = config.requireObject<Record<string, RedisCacheArgs["settings"]>>("instances");
const secrets = config.requireSecretObject<StackSecrets>("secrets");

const cache = new RedisCache("cache", {
  platform: "local",
  settings: settings.cache!,
  secrets: secrets.apply((known) => known.cache!),
  localDirectory: `${process.cwd()}/.redis-cache/${pulumi.getStack()}/nodes`,
});

export const endpoints = { instances: { cache: cache.endpoints } };
export const connections = { cache: cache.connection };
