import { parseStack, warnings } from "../../../configs";
import { expectRefusal, findingsOf, refuses, stackOf } from "../../support/refused";

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

const following = (host: string, port = 6379) => ({ bootstrap: { replicaOf: { host, port } } });

test.each([
  "cache-master-0",
  "cache-replica-7.redis",
  "Cache-Master-0.redis.svc.cluster.local.",
  "cache-master-0.cache-nodes.redis.svc",
  "cache-proxy.redis.svc.cluster.local",
  "cache-sentinel",
])("itself, by the name %s", (host) => {
  expectRefusal(stackOf(following(host)), "instances.cache.bootstrap.replicaOf.host", host, /of the instance itself/);
});

test.each(["localhost", "127.0.0.1", "127.1.2.3"])("itself on this machine, by %s and a port of its own", (host) => {
  const local = { platform: "local" };
  const port = "instances.cache.bootstrap.replicaOf.port";
  expectRefusal(stackOf(following(host, 6380), local), port, 6380, /of the instance itself/);
  expect(findingsOf(stackOf(following(host, 7000), local))).toEqual([]);
});

test.each(["cache-master-0.other", "other-master-0.redis", "cache-master-0.example.com", "cache"])(
  "another Redis at %s is followed",
  (host) => expect(findingsOf(stackOf(following(host)))).toEqual([]),
);

test("a Sentinel has nothing to follow", () => {
  const found = warnings(parseStack(stackOf(following("old.example.com", 26_379))));
  expect(found).toMatchObject([{ property: "instances.cache.bootstrap.replicaOf.port", value: 26_379 }]);
});
