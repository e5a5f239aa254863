import { z } from "zod";
import { cores, dnsLabel, group, imageDigest, imageName, line, objectName, setting, size } from "./fields";

export const cpu = group(
  {
    request: setting(cores().default("250m"), {
      description: "Processor time that a Redis node is sure of.",
      source: "Kubernetes: resource management",
    }),
    limit: setting(cores().default("2"), {
      description: "Most that it may use: one core serves, and a saving child and threads need another.",
      source: "redis.io: Latency; Persistence",
    }),
  },
  { description: "Processor of a Redis node; used on platform kubernetes." },
);

export const pods = group(
  {
    spread: setting(z.enum(["preferred", "required"]).default("preferred"), {
      description:
        "Pods of one kind lie on different nodes where there are enough of them, or never on the same node; over zones always where possible.",
      source: "Kubernetes: pod anti-affinity, topology spread constraints",
    }),
    priorityClass: setting(objectName().optional(), {
      description: "Priority class of all pods; it has to exist.",
      computed: "none",
      source: "Kubernetes: pod priority",
    }),
    clientNamespaces: setting(z.array(dnsLabel()).default([]), {
      description:
        'Namespaces whose pods may connect if they carry the label `redis-cache/INSTANCE-client: "true"`; the instance\'s own always may.',
      example: "[shop]",
      source: "Kubernetes: network policies",
    }),
    awaitConfiguration: setting(z.boolean().default(false), {
      description:
        "A Job ends when every node has changed directives and rights of users in force, so that a deployment waits for that.",
      source: "README",
    }),
  },
  { description: "Where pods run, and who reaches them; used on platform kubernetes." },
);

export const exporter = group(
  {
    enabled: setting(z.boolean().default(true), {
      description: "A redis_exporter beside every Redis and Sentinel.",
      source: "github.com/oliver006/redis_exporter",
    }),
    image: setting(imageName().default("docker.io/oliver006/redis_exporter:v1.89.0"), {
      description: "Its container image, without digest.",
      source: "github.com/oliver006/redis_exporter",
    }),
    digest: setting(imageDigest().optional(), {
      description: "Digest that pins its image.",
      computed: "none",
      source: "OCI image specification",
    }),
    command: setting(line().default("/redis_exporter"), {
      description: "The program in the image.",
      source: "github.com/oliver006/redis_exporter: Dockerfile",
    }),
    memory: setting(size({ min: "16Mi", max: "4Gi" }).default("64Mi"), {
      description: "Memory of its container, request and limit alike.",
      source: "Kubernetes: QoS class Guaranteed",
    }),
  },
  { description: "Metrics for Prometheus; used on platform kubernetes." },
);
