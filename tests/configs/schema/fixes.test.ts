import fc from "fast-check";
import { parse } from "yaml";
import { instanceSchema } from "../../../configs/settings/instance";
import { settingsOf } from "../../../configs/schema/walk";
import { findingsOf, stackOf } from "../../support/refused";

const fixOf = (written: object) => findingsOf(stackOf(written)).map(({ fix }) => fix);

test.each([
  [{ persistence: { mode: "rdb" } }, "write aofAndRdb"],
  [{ persistence: { mode: true } }, "write aofAndRdb"],
  [{ persistence: { save: "" } }, 'write it like ["900 1"]'],
  [{ persistence: { save: [] } }, 'write it like ["900 1"]'],
  [{ tls: { enabled: "yes" } }, "write true, without quotes"],
  [{ tls: { enabled: "maybe" } }, "write true or false, without quotes"],
  [{ tls: { clientCertificates: true } }, "write required"],
  [{ memory: { limit: "4.5Gi" } }, "write 4608Mi"],
  [{ memory: { limit: "4GB" } }, "write 4Gi"],
  [{ memory: { limit: 1073741824 } }, "write 1Gi"],
  [{ memory: { policy: "allkeys_lru" } }, "write allkeys-lru"],
  [{ sentinel: { downAfter: "5 sec" } }, "write 5s"],
  [{ sentinel: { downAfter: "1.5m" } }, "write 90s"],
  [{ cpu: { limit: 2.5 } }, "write 2500m"],
  [{ cpu: { limit: 3 } }, 'write "3", in quotes'],
  [{ server: { version: 8.2 } }, 'write "8.2", in quotes'],
  [{ server: { version: "8.2.1" } }, 'write "8.2", in quotes'],
  [{ labels: { "cost-center": 1234 } }, 'write "1234", in quotes'],
  [{ preset: "session" }, "write one of cache, pureCache, messaging"],
  [{ metrics: { enabled: true } }, "write exporter"],
  [{ architecture: "x" }, "remove it: there is always a master with replicas; replicas.min says how many"],
  [{ tolerations: [] }, "write pods.tolerations"],
  [{ podSecurityContext: {} }, "write pods.securityContext, which has runAsUser, runAsGroup and fsGroup"],
  [{ tls: { authClients: true } }, "write tls.clientCertificates"],
  [{ master: { nodeSelector: {} } }, "write pods.nodeSelector"],
  [{ master: { topologySpreadConstraints: [] } }, "remove it; known here are minReplicasToWrite, maxLag"],
])("%j: %s", (written, fix) => {
  expect(fixOf(written)).toEqual([fix]);
});

test("one refused directive hides no other", () => {
  const redis = { requirepass: "x", maxmemoryy: 1, hz: "abc" };
  expect(findingsOf(stackOf({ extra: { redis } })).map(({ property }) => property)).toEqual([
    "instances.cache.extra.redis.requirepass",
    "instances.cache.extra.redis.maxmemoryy",
    "instances.cache.extra.redis.hz",
  ]);
});

const leaves = settingsOf(instanceSchema).map(({ path }) => path);
const words = [
  "yes",
  "no",
  "on",
  "none",
  "",
  " ",
  "-",
  "true",
  "0",
  "1",
  "-1",
  "1e9",
  "null",
  "8.2",
  "rdb",
  "required",
];
const amounts = fc
  .tuple(fc.constantFrom("1", "1.5", "10", "0", "-3"), fc.constantFrom("", "k", "Mi", "GB", "s", "min", "m", " h"))
  .map((parts) => parts.join(""));
const junk = fc.oneof(
  { weight: 3, arbitrary: amounts },
  { weight: 2, arbitrary: fc.constantFrom(...words) },
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.jsonValue({ maxDepth: 2 }),
  fc.double(),
  fc.maxSafeInteger(),
  fc.date({ noInvalidDate: true }),
  fc.constant(undefined),
);

test("whatever is written for a setting is accepted, or refused with a fix that is not refused itself", () => {
  fc.assert(
    fc.property(fc.constantFrom(...leaves), junk, (path, value) => {
      const property = `instances.cache.${path.join(".")}`;
      const of = (written: unknown) => findingsOf(stackOf(nested(path, written)));
      for (const { property: found, fix } of of(value)) {
        expect(fix).toMatch(/^\S.{4,}/);
        const [, text] =
          (found === property && /^write (?!it\b)([^ ,;]+)(?:, (?:in|without) quotes)?$/.exec(fix)) || [];
        if (text === undefined) continue;
        const again = of(parse(text)).find((one) => one.property === property);
        expect(again?.reason ?? "").not.toMatch(/^must be|^is not a known/);
      }
    }),
    { numRuns: 3_000 },
  );
});

function nested([key = "", ...rest]: string[], value: unknown): object {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}
