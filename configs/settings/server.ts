import { z } from "zod";
import { group, imageDigest, imageName, setting } from "../schema/fields";

const engines = ["redis", "valkey"] as const;
export const redisVersions = ["6.2", "7.0", "7.2", "7.4", "8.0", "8.2", "8.4", "8.6", "8.8"] as const;
export const valkeyVersions = ["7.2", "8.0", "8.1", "9.0", "9.1"] as const;

export type Engine = (typeof engines)[number];
export type Version = (typeof redisVersions)[number] | (typeof valkeyVersions)[number];

const versions = [...new Set([...redisVersions, ...valkeyVersions])].sort();

export const server = group(
  {
    engine: setting(z.enum(engines).optional(), {
      description: "The server that runs.",
      computed: "redis; on platform local what is on PATH",
      source: "redis.io, valkey.io",
    }),
    version: setting(z.enum(versions).optional(), {
      description: "Its minor version, in quotes; settings are checked against the directives of this version.",
      computed: "8.2 of redis, 8.1 of valkey; on platform local what is on PATH",
      example: '"8.2"',
      source: "configs/data/directive-facts.json",
    }),
    image: setting(imageName().optional(), {
      description: "Container image, without digest.",
      computed: "docker.io/library/redis:VERSION or docker.io/valkey/valkey:VERSION",
      example: "docker.io/library/redis:8.2",
      source: "Docker official images",
    }),
    digest: setting(imageDigest().optional(), {
      description: "Digest that pins the image; without it a registry may serve other bytes tomorrow.",
      computed: "none",
      source: "OCI image specification",
    }),
  },
  { description: "Which server runs." },
);
