import { refuses } from "../../support/refused";

const replicaOf = { host: "old-redis.example.com" };

refuses([
  ["no host", { bootstrap: { replicaOf: {} } }, "bootstrap.replicaOf.host", undefined, /is missing/],
  [
    "a URL for a host",
    { bootstrap: { replicaOf: { host: "redis://old" } } },
    "bootstrap.replicaOf.host",
    "redis://old",
    /host name or an IP/,
  ],
  [
    "a user with a quote",
    { bootstrap: { replicaOf: { ...replicaOf, user: 'a"b' } } },
    "bootstrap.replicaOf.user",
    'a"b',
    /without spaces, quotes/,
  ],
  [
    "TLS without certificates",
    { bootstrap: { replicaOf: { ...replicaOf, tls: true } } },
    "bootstrap.replicaOf.tls",
    true,
    /tls\.enabled is false/,
  ],
  [
    "two origins of data",
    { backup: { bucket: "b-1" }, restore: { from: "latest" }, bootstrap: { replicaOf } },
    "bootstrap",
    undefined,
    /and restore both say/,
  ],
]);
