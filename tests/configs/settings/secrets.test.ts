import { expectRefusal, findingsOf, refuses, stackOf } from "../../support/refused";

refuses([
  [
    "passwords from a Secret without its name",
    { secrets: { source: "existingSecret" } },
    "secrets.secretName",
    undefined,
    /is missing/,
  ],
  [
    "passwords from a store without its name",
    { secrets: { source: "externalSecret" } },
    "secrets.store",
    undefined,
    /is missing/,
  ],
]);

describe("on this machine", () => {
  refuses(
    [
      [
        "a Secret of Kubernetes on one machine",
        { secrets: { source: "existingSecret", secretName: "x" } },
        "secrets.source",
        "existingSecret",
        /platform is local/,
      ],
    ],
    { platform: "local" },
  );
});

const shop = { users: { shop: {} } };

test.each([
  ["secrets.secretName", { ...shop, secrets: { source: "existingSecret", secretName: "cache-connection-shop" } }],
  ["tls.secretName", { tls: { enabled: true, source: "existingSecret", secretName: "cache-users" } }],
  [
    "backup.credentials.secretName",
    { backup: { bucket: "b-1", credentials: { source: "existingSecret", secretName: "cache-connection" } } },
  ],
])("%s that the stack makes itself, with something else", (property, cache) => {
  const [finding] = findingsOf(stackOf(cache));
  expectRefusal(stackOf(cache), `instances.cache.${property}`, finding?.value, /that the stack itself makes/);
});

test("users of another instance may be shared", () => {
  const b = { secrets: { source: "existingSecret", secretName: "a-users" } };
  expect(findingsOf({ instances: { a: {}, b } })).toEqual([]);
});
