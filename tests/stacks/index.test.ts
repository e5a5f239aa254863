import { availableParallelism } from "node:os";
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

test("on one machine no more instances start at a time than there are processors", async () => {
  const names = Array.from({ length: Math.max(2, availableParallelism()) + 1 }, (_, i) => `cache-${i}`);
  const all = <T>(of: (i: number) => T) => Object.fromEntries(names.map((name, i) => [name, of(i)]));
  const { resources } = await runProgram({
    "redis-cache:platform": "local",
    "redis-cache:instances": JSON.stringify(
      all((i) => ({ network: { port: 7000 + 10 * i, sentinelPort: 7005 + 10 * i } })),
    ),
    "redis-cache:secrets": JSON.stringify(all((i) => secretsOf(`cache-${i}`))),
  });

  const nodes = resources.filter(({ type }) => type === "redis-local:index:Node").map(({ name }) => name);
  const placesOf = (instance: string) => nodes.flatMap((name, i) => (name.startsWith(`${instance}-`) ? [i] : []));
  expect(nodes).toHaveLength(6 * names.length);
  expect(Math.min(...placesOf(names.at(-1)!))).toBeGreaterThan(Math.max(...placesOf(names[0]!)));
});

test("settings that are refused stop the program before it makes anything", async () => {
  const refused = { ...settings, "redis-cache:instances": JSON.stringify({ cache: { sentinel: { count: 2 } } }) };

  await expect(runProgram(refused)).rejects.toThrow(/instances\.cache\.sentinel\.count/);
});
