import { renderInstance, restartChecksum } from "../../../configs/render";
import type { InstanceInput } from "../../../configs/settings/instance";
import { contextOf } from "../../support/contexts";

function checksum(input: InstanceInput): string {
  const context = contextOf(input);
  const { redis, directives } = renderInstance(context);
  return restartChecksum(context.settings.server, redis, directives);
}

const server = { engine: "redis", version: "7.0" } as const;

it("stays where nothing has changed, in whatever order the files come", () => {
  const { redis, directives } = renderInstance(contextOf());
  const reversed = Object.fromEntries(Object.entries(redis).reverse());
  expect(restartChecksum(server, reversed, directives)).toBe(restartChecksum(server, redis, directives));
});

it("stays where only instance.env has changed", () => {
  expect(checksum({ replicas: { min: 2, max: 6 } })).toBe(checksum({}));
});

it("stays where a running server takes the change", () => {
  expect(checksum({ network: { maxclients: 5000 } })).toBe(checksum({}));
  expect(checksum({ persistence: { save: ["900 1", "300 10"] } })).toBe(checksum({}));
  expect(checksum({ extra: { redis: { hz: "20" } } })).toBe(checksum({ extra: { redis: { hz: "30" } } }));
});

it("stays where a user's rights change", () => {
  const ofRedis = (text: string) => restartChecksum(server, { "redis.conf": "", "users.acl.tmpl": text });
  const ofSentinel = (text: string) => restartChecksum(server, { "sentinel.conf": "", "users.acl.tmpl": text });
  expect(ofRedis("user a on\n")).toBe(ofRedis("user a off\n"));
  expect(ofSentinel("user a on\n")).toBe(ofSentinel("user a off\n"));
});

it("changes with what the server reads at its start, as its version has it", () => {
  const threads = (count: string, of: InstanceInput["server"]) =>
    checksum({ server: of, extra: { redis: { "io-threads": count } } });
  const valkey = { engine: "valkey", version: "9.0" } as const;
  expect(threads("2", server)).not.toBe(threads("4", server));
  expect(threads("2", valkey)).toBe(threads("4", valkey));
});

it("changes with a directive that comes or goes, whose default no command puts back", () => {
  expect(checksum({ extra: { redis: { hz: "20" } } })).not.toBe(checksum({}));
});
