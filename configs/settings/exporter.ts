import { z } from "zod";
import { group, imageDigest, imageName, setting, size } from "../schema/fields";

/** Port on which exporters answer, in the network of their pod. */
export const metricsPort = 9121;

/** How long an exporter waits for a server, so that of one that hangs it says so within a scrape of so many ms. */
export function patienceWithin(scrapeMs: number): string {
  return `${0.8 * scrapeMs}ms`;
}

const program = z.string().regex(/^[^\s\p{Cc}]+$/u, {
  error: "must be the path of a program, without arguments: it is not run by a shell",
});

export const exporter = group(
  {
    enabled: setting(z.boolean().default(true), {
      description: "A redis_exporter as sidecar of every Redis and Sentinel.",
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
    command: setting(program.default("/redis_exporter"), {
      description: "The program in the image.",
      source: "github.com/oliver006/redis_exporter: Dockerfile",
    }),
    memory: setting(size({ min: "16Mi", max: "4Gi" }).default("64Mi"), {
      description: "Memory of its container, request and limit alike.",
      source: "Kubernetes: QoS class Guaranteed",
    }),
  },
  { description: "Metrics for Prometheus; used on platforms kubernetes and docker." },
);
