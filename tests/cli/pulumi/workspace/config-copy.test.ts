import { parse, stringify } from "yaml";
import { configCopy, trackedAfter } from "../../../../cli/pulumi/workspace/config-copy";

const tracked = "# why\nconfig:\n  redis-cache:platform: local\n  redis-cache:instances:\n    cache: {}\n";
const secrets = { cache: { app: { secure: "v1:abc" } } };

it("is the settings where there is no copy yet", () => {
  expect(parse(configCopy(tracked))).toEqual(parse(tracked));
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
  expect(parse(configCopy("config:\n"))).toEqual({ config: {} });
});

it("does not fold long values", () => {
  const long = `config:\n  redis-cache:kubeContext: ${"a ".repeat(100)}b\n`;
  expect(configCopy(long).split("\n")).toHaveLength(3);
});

describe("what Pulumi has changed in the copy", () => {
  const before = configCopy(tracked, `config:\n  redis-cache:secrets: ${JSON.stringify(secrets)}\n`);
  const after = (change: (config: Record<string, unknown>) => void) => {
    const copy = parse(before) as { config: Record<string, unknown> };
    change(copy.config);
    return trackedAfter(tracked, before, stringify(copy));
  };

  it("goes into the tracked file, whose comments stay", () => {
    const text = after((config) => (config["redis-cache:instances"] = { cache: { memory: { limit: "1Gi" } } }));
    expect(text).toMatch(/^# why$/m);
    expect(parse(text)).toHaveProperty(["config", "redis-cache:instances", "cache", "memory", "limit"], "1Gi");
  });

  it("goes from it where it has gone from the copy", () => {
    expect(after((config) => delete config["redis-cache:platform"])).not.toContain("platform");
  });

  it("leaves it as it is, to the letter, where only secrets have changed", () => {
    const text = after((config) => {
      config["redis-cache:secrets"] = { cache: { app: { secure: "v1:other" } } };
      config["shop:key"] = { secure: "v1:key" };
    });
    expect(text).toBe(tracked);
    expect(parse(configCopy(tracked, `config:\n  shop:key:\n    secure: v1:key\n`))).toHaveProperty([
      "config",
      "shop:key",
    ]);
  });
});
