import { parse } from "yaml";
import { checksumOf } from "../../../../configs/render/checksum";
import { configCopy } from "../../../../cli/pulumi/workspace/config-copy";

const tracked = "# why\nconfig:\n  redis-cache:platform: local\n  redis-cache:instances:\n    cache: {}\n";
const secrets = { cache: { app: { secure: "v1:abc" } } };

it("adds the checksum of what it was copied from", () => {
  expect(parse(configCopy(tracked))).toEqual({
    config: {
      "redis-cache:platform": "local",
      "redis-cache:instances": { cache: {} },
      "redis-cache-copy:checksum": checksumOf(tracked),
    },
  });
});

it("keeps salt and secrets of the copy before, and nothing else of it", () => {
  const before = `encryptionsalt: v1:salt\nconfig:\n  redis-cache:namespace: old\n  redis-cache:secrets: ${JSON.stringify(secrets)}\n`;
  const copy = parse(configCopy(tracked, before)) as Record<string, Record<string, unknown>>;
  expect(copy.encryptionsalt).toBe("v1:salt");
  expect(copy.config).toMatchObject({ "redis-cache:secrets": secrets, "redis-cache:platform": "local" });
  expect(copy.config).not.toHaveProperty("redis-cache:namespace");
});

it("is the same when made again", () => {
  const copy = configCopy(tracked, `encryptionsalt: s\nconfig:\n  redis-cache:secrets: ${JSON.stringify(secrets)}\n`);
  expect(configCopy(tracked, copy)).toBe(copy);
});

it("takes a file without settings", () => {
  expect(parse(configCopy("config:\n"))).toHaveProperty(["config", "redis-cache-copy:checksum"]);
});

it("does not fold long values", () => {
  const long = `config:\n  redis-cache:kubeContext: ${"a ".repeat(100)}b\n`;
  expect(configCopy(long).split("\n")).toHaveLength(4);
});
