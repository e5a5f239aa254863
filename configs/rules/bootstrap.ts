import { isOwnAddress } from "../schema/endpoint";
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

export const bootstrapRules = [notInDocker, oneOrigin, ownAuthority, reachable];
