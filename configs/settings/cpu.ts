import { cores, group, setting } from "../schema/fields";

/** Measured of redis-cli 7.0.15, of which the script of an idle node starts about one a second. */
const ofScript = "a node's script starts a process a second, which takes 4.5 ms of CPU";

/** The kernel gives it out by periods of 100 ms. */
const atOnce = `${ofScript}, and of each 100 ms it would have less`;

export const cpu = group(
  {
    request: setting(cores({ min: "10m", why: ofScript, most: "64" }).default("250m"), {
      description: "CPU request of a Redis node.",
      source: "Kubernetes: resource management",
    }),
    limit: setting(cores({ min: "50m", why: atOnce, most: "64" }).default("2"), {
      description: "CPU limit: one core serves, and a child that saves and threads need another.",
      source: "redis.io: Latency; Persistence",
    }),
  },
  { description: "CPU of a Redis node; used on platform kubernetes, the limit on docker too." },
);
