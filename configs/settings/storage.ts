import { z } from "zod";
import { group, kubernetesName, setting, size } from "../schema/fields";

export const storage = group(
  {
    size: setting(size({ min: "64Mi" }).default("8Gi"), {
      description: "Size of the volume of a Redis node.",
      source: "redis.io: Persistence",
    }),
    class: setting(kubernetesName().optional(), {
      description: "Storage class of the volumes.",
      computed: "the cluster's default",
      source: "Kubernetes: StorageClass",
    }),
    keep: setting(z.boolean().default(true), {
      description: "Data outlives the stack: `down` and `pulumi destroy` leave it.",
      source: "Pulumi: retainOnDelete",
    }),
  },
  { description: "Where the data lies." },
);
