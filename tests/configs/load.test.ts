import * as pulumi from "@pulumi/pulumi";
import { userNames } from "../../configs";
import { loadStack } from "../../configs/load";

const passwords = Object.fromEntries(userNames.map((user) => [user, `${user}-0123456789abcdef`]));

function load(values: Record<string, unknown>, secretKeys = ["redis-cache:secrets"]) {
  const config = Object.entries(values).map(([name, value]) => [
    `redis-cache:${name}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const all = { "other:key": "x", ...(Object.fromEntries(config) as Record<string, string>) };
  pulumi.runtime.setAllConfig(all, secretKeys);
  return loadStack(new pulumi.Config("redis-cache"));
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
  expect(await pulumi.isSecret(secrets)).toBe(true);
  expect(await valueOf(secrets)).toEqual({ cache: passwords });
});

test("refuses secrets that are wrong, without showing them", async () => {
  const { secrets } = load({ instances: { cache: {} }, secrets: { cache: { ...passwords, app: "hunter2" } } });
  const refusal = await valueOf(secrets).catch(String);
  expect(refusal).toMatch(/secrets\.cache\.app\n.*shorter than 16/);
  expect(refusal).not.toContain("hunter2");
});

interface OutputInternals<T> {
  promise(): Promise<T>;
  allResources(): Promise<unknown>;
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
}

/** An Output is several promises; each of them is rejected when it is, and one that nobody awaits ends the process. */
async function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  const all = output as unknown as OutputInternals<T>;
  const parts = [all.promise(), all.allResources(), all.isKnown, all.isSecret];
  await Promise.allSettled(parts);
  return parts[0] as Promise<T>;
}

test("refuses secrets that nobody has encrypted", () => {
  expect(() => load({ instances: { cache: {} }, secrets: { cache: passwords } }, [])).toThrow(
    /redis-cache:secrets\n.*in plain text/,
  );
});

test("refuses keys that nobody would read", () => {
  pulumi.runtime.setAllConfig({ "rediscache:instances": "{}", "redis-cache:instances": '{"cache":{}}' });
  expect(() => loadStack(new pulumi.Config("redis-cache"))).toThrow(/rediscache:instances\n.*read by nobody/);
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
