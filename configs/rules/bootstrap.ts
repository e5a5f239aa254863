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

export const bootstrapRules = [oneOrigin, ownAuthority];
