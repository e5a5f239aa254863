import * as pulumi from "@pulumi/pulumi";
import { userNames } from "../../configs";
import { loadStack } from "../../configs/load";
import { unwrap } from "../support/mocks";

const passwords = Object.fromEntries(userNames.map((user) => [user, `${user}-0123456789abcdef`]));

function load(values: Record<string, unknown>, secretKeys = ["redis-cache:secrets"]) {
  const config = Object.entries(values).map(([name, value]) => [
    `redis-cache:${name}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const all = { "other:key": "x", ...(Object.fromEntries(config) as Record<string, string>) };
  pulumi.runtime.setAllConfig(all, secretKeys);
  return loadStack();
}

test("reads the settings of the stack", () => {
  const { settings } = load({
    platform: "local",
    namespace: "apps",
    instances: { cache: { replicas: { min: 3 } } },
    secrets: { cache: passwords },
  });
  expect(settings).toMatchObject({
    platform: "local",
    namespace: "apps",
    instances: { cache: { replicas: { min: 3 } } },
  });
});

test("reads switches, which Pulumi gives as text, and refuses what is none", () => {
  const { settings } = load({
    createNamespace: false,
    syncWaves: true,
    instances: { cache: {} },
    secrets: { cache: passwords },
  });
  expect(settings).toMatchObject({ createNamespace: false, syncWaves: true });
  expect(() => load({ createNamespace: "no", instances: { cache: {} } })).toThrow(
    /createNamespace\n.*value: *"?no"?\n.*must be true or false, not text/,
  );
});

test("refuses a key that is no setting", () => {
  expect(() => load({ instances: { cache: {} }, namspace: "x" })).toThrow(
    /namspace\n.*reason: {2}is not a known setting/,
  );
});

test("refuses a stack without instances", () => {
  expect(() => load({})).toThrow(/instances\n.*is missing/);
});

test("gives the secrets as a secret", async () => {
  const { secrets } = load({ instances: { cache: {} }, secrets: { cache: passwords } });
  expect(await unwrap(secrets)).toEqual({ secret: true, value: { cache: passwords } });
});

test("refuses secrets that are wrong with the settings, at once and without showing them", () => {
  const refused = () =>
    load({
      instances: { cache: { sentinel: { count: 2 } }, queue: { network: { port: 7000, sentinelPort: 27000 } } },
      secrets: { queue: { ...passwords, app: "hunter2" } },
    });
  expect(refused).toThrow(/instances\.cache\.sentinel\.count\n[^]*secrets\.queue\.app\n.*shorter than 16/);
  expect(refused).not.toThrow(/hunter2/);
});

test("shows neither secrets that are no JSON, nor values of a setting that is encrypted", () => {
  expect(() => load({ instances: { cache: {} }, secrets: "hunter2" })).toThrow(
    /^1 setting is refused:\n\nredis-cache:secrets\n {2}reason: {2}is no map of instances\n/,
  );
  const encrypted = () =>
    load({ instances: { cache: { sentinel: { count: 77 } } }, secrets: { cache: passwords } }, [
      "redis-cache:instances",
      "redis-cache:secrets",
    ]);
  expect(encrypted).toThrow(/instances\.cache\.sentinel\.count\n {2}reason:/);
  expect(encrypted).not.toThrow(/77/);
});

test("refuses secrets that nobody has encrypted", () => {
  expect(() => load({ instances: { cache: {} }, secrets: { cache: passwords } }, [])).toThrow(
    /redis-cache:secrets\n.*in plain text/,
  );
});

test("refuses keys that nobody would read", () => {
  pulumi.runtime.setAllConfig({ "rediscache:instances": "{}", "redis-cache:instances": '{"cache":{}}' });
  expect(() => loadStack()).toThrow(/rediscache:instances\n.*read by nobody/);
});

test("reads a day that the engine has made a time of", () => {
  const backup = { bucket: "backups", credentials: { source: "existingSecret", secretName: "keys" } };
  const from = (written: string) => {
    const all = { ...passwords, backup: "backup-0123456789abcdef" };
    const cache = { backup, restore: { from: written } };
    return load({ instances: { cache }, secrets: { cache: all } }).settings.instances.cache?.restore?.from;
  };
  expect(from("2026-11-25 00:00:00 +0000 UTC")).toBe("2026-11-25");
  expect(from("2026-11-25 03:20:00 +0000 UTC")).toBe("2026-11-25T03:20:00");
});
