import { z } from "zod";
import { setting } from "../schema/fields";

export const topology = setting(z.literal("replication").default("replication"), {
  description: "One master with replicas, watched by Sentinels.",
  source: "redis.io: Replication, Sentinel",
});
