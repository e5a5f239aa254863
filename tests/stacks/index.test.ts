import * as pulumi from "@pulumi/pulumi";
import { userNames } from "../../configs";
import { deploy, unwrap } from "../support/mocks";

const secretsOf = (instance: string) =>
  Object.fromEntries(userNames.map((user) => [user, `${instance}-password-of-${user}`]));

const settings = {
  "redis-cache:platform": "local",
  "redis-cache:namespace": "shop",
  "redis-cache:instances": JSON.stringify({
    cache: {},
    queue: { preset: "messaging", network: { port: 6390, sentinelPort: 26390 } },
  }),
  "redis-cache:secrets": JSON.stringify({ cache: secretsOf("cache"), queue: secretsOf("queue") }),
};

/** A program runs when it is imported, so each test imports it anew. */
function runProgram(config: Record<string, string>) {
  jest.resetModules();
  return deploy(() => {
    pulumi.runtime.setAllConfig(config, ["redis-cache:secrets"]);
    return import("../../stacks/index.js");
  });
}

test("a stack is its instances, and exports where they are and, as a secret, how to connect", async () => {
  const { resources, result } = await runProgram(settings);

  const caches = resources.filter(({ type }) => type === "redis-cache:index:RedisCache");
  expect(caches.map(({ name }) => name)).toEqual(["cache", "queue"]);
  expect(result.endpoints).toMatchObject({ platform: "local", namespace: "shop" });
  expect((await unwrap(result.endpoints.instances.queue!)).value.redis[0]).toMatchObject({
    name: "queue-master-0",
    port: 6390,
  });
  expect(await unwrap(result.connections.cache!)).toMatchObject({
    secret: true,
    value: { masterName: "shop-cache", username: "app", password: "cache-password-of-app" },
  });
});

test("the nodes of a stack lie in its own folder of the project", async () => {
  const { resources } = await runProgram(settings);

  const directories = resources.flatMap(({ inputs }) => inputs.directory ?? []);
  expect(directories).toContain(`${process.cwd()}/.redis-cache/test/nodes/queue-sentinel-2`);
});

test("settings that are refused stop the program before it makes anything", async () => {
  const refused = { ...settings, "redis-cache:instances": JSON.stringify({ cache: { sentinel: { count: 2 } } }) };

  await expect(runProgram(refused)).rejects.toThrow(/instances\.cache\.sentinel\.count/);
});
