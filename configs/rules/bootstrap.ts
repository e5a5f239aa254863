import { isOwnName } from "../instance/own-names";
import { isOwnAddress } from "../schema/endpoint";
import { isOwnPort } from "./network";
import { rule } from "./rule";

const oneOrigin = rule(["bootstrap", "restore"], ({ bootstrap, restore }) =>
  bootstrap && restore
    ? [
        {
          property: "bootstrap",
          reason: "and restore both say where the first data come from",
          fix: "remove one of the two",
        },
      ]
    : [],
);

const ownAuthority = rule(["bootstrap", "tls"], ({ bootstrap, tls }) =>
  bootstrap?.replicaOf.tls && !tls.enabled
    ? [
        {
          property: "bootstrap.replicaOf.tls",
          value: true,
          reason: "needs certificates, and tls.enabled is false: servers without TLS follow none with it",
          fix: "write tls.enabled: true",
        },
      ]
    : [],
);

const reachable = rule(["bootstrap"], ({ bootstrap }, { platform }) =>
  bootstrap && platform === "kubernetes" && isOwnAddress(bootstrap.replicaOf.host)
    ? [
        {
          property: "bootstrap.replicaOf.host",
          value: bootstrap.replicaOf.host,
          reason: "is the pod itself, for each of the pods that are to follow it",
          fix: "write the host as pods reach it",
        },
      ]
    : [],
);

/** Other nodes follow the home, and the home the Redis outside: it would follow itself, and have nothing. */
const notItself = rule(
  ["bootstrap", "network", "replicas", "sentinel.count", "backup", "proxy", "monitoring"],
  ({ bootstrap, ...settings }, subject) => {
    if (!bootstrap) return [];
    const { host, port } = bootstrap.replicaOf;
    const reason = "is of the instance itself, which is to follow a Redis outside";
    if (subject.platform === "kubernetes" && isOwnName(host, subject)) {
      return { property: "bootstrap.replicaOf.host", value: host, reason, fix: "write the host of that Redis" };
    }
    if (subject.platform !== "local" || !isOwnAddress(host) || !isOwnPort(settings, port)) return [];
    return { property: "bootstrap.replicaOf.port", value: port, reason, fix: "write the port of that Redis" };
  },
);

const noSentinel = rule(
  [],
  ({ bootstrap }) =>
    bootstrap?.replicaOf.port === 26_379 && {
      property: "bootstrap.replicaOf.port",
      value: 26_379,
      reason: "is the usual port of Sentinels, which have no data to follow",
      fix: "write the port of the Redis itself, such as 6379",
    },
);

const notInDocker = rule(["bootstrap"], ({ bootstrap }, { platform }) =>
  bootstrap && platform === "docker"
    ? [
        {
          property: "bootstrap",
          reason: "is for pods and for processes of this machine, and platform is docker",
          fix: "remove it, or write platform: local or kubernetes",
        },
      ]
    : [],
);

export const bootstrapRules = [notInDocker, oneOrigin, ownAuthority, reachable, notItself];

export const bootstrapWarnings = [noSentinel];
