import { z } from "zod";
import { duration, group, kubernetesName, port, setting } from "../schema/fields";
import { annotationsOf } from "./annotations";

export const network = group(
  {
    port: setting(port().default(6379), {
      description: "Port of Redis; on platform local that of the home node, replicas have the next ones.",
      source: "redis.conf: port",
    }),
    sentinelPort: setting(port().default(26_379), {
      description: "Port of the Sentinels; on platform local that of the first, the others have the next ones.",
      source: "redis.io: Sentinel",
    }),
    clusterDomain: setting(kubernetesName().default("cluster.local"), {
      description: "Domain of the cluster's names (clusterDomain of its kubelets); used on platform kubernetes.",
      source: "Kubernetes: DNS for Services and Pods",
    }),
    serviceAnnotations: annotationsOf("Annotations for Services, before those of `annotations`."),
    tcpKeepalive: setting(duration({ max: "1h", inSeconds: true }).default("60s"), {
      description: "Interval of keepalive packets; 0s turns them off (tcp-keepalive).",
      source: "redis.conf: tcp-keepalive",
    }),
    timeout: setting(duration({ max: "7d", inSeconds: true }).default("0s"), {
      description: "Idle clients are disconnected after this; 0s is never (timeout).",
      source: "redis.conf: timeout",
    }),
    maxclients: setting(z.int().min(100).max(1_000_000).default(10_000), {
      description: "Clients connected at the same time (maxclients).",
      unit: "clients",
      source: "redis.conf: maxclients",
    }),
  },
  { description: "Ports and connections." },
);
