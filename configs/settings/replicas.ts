import { z } from "zod";
import { group, setting } from "../schema/fields";

export const replicas = group(
  {
    min: setting(
      z.int().min(1, { error: "must be at least 1: without a replica nothing survives the master" }).max(99).default(2),
      {
        description: "Replicas that always run.",
        unit: "replicas",
        source: "HA rule 2.9",
      },
    ),
    max: setting(z.int().min(1).max(99).optional(), {
      description: "Most replicas that autoscaling may run; addresses for all of them are created at once.",
      unit: "replicas",
      computed: "replicas.min",
      source: "HA rule 2.8",
    }),
  },
  { description: "The nodes that follow the master." },
);
