import { z } from "zod";
import { duration, group, kubernetesName, port, refuse, setting, subnet } from "../schema/fields";
import { annotationsOf } from "./annotations";

/** The largest `network.maxclients`. */
export const mostClients = 1_000_000;

const clusterDomain = kubernetesName().superRefine((domain, context) => {
  const [, rest] = /^(?:[^.]+\.)?svc\.(.+)$/.exec(domain) ?? [];
  if (rest !== undefined) refuse(context, "has the part svc, which names have before the domain", `write ${rest}`);
});

export const network = group(
  {
    port: setting(port().default(6379), {
      description: "Port of Redis; on platforms local and docker that of the home node, replicas have the next ones.",
      source: "redis.conf: port",
    }),
    sentinelPort: setting(port().default(26_379), {
      description:
        "Port of the Sentinels; on platforms local and docker that of the first, the others have the next ones.",
      source: "redis.io: Sentinel",
    }),
    subnet: setting(subnet().optional(), {
      description:
        "Addresses of the instance's network, of which its nodes have fixed ones; used on platform docker, where a " +
        "change of it makes the network and all containers anew.",
      computed: "172.30.N.0/24, where N comes from namespace and name",
      example: "172.30.7.0/24",
      source: "Docker: user-defined bridge networks",
    }),
    clusterDomain: setting(clusterDomain.default("cluster.local"), {
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
    maxclients: setting(z.int().min(100).max(mostClients).default(10_000), {
      description: "Clients connected at the same time (maxclients).",
      unit: "clients",
      source: "redis.conf: maxclients",
    }),
  },
  { description: "Ports and connections." },
);
