import * as pulumi from "@pulumi/pulumi";
import { optionalUserNames, type StackInput, userNames } from "../../configs";
import { deploy } from "../support/mocks";

const mockRendered = jest.fn<void, [string]>();
jest.mock("../../configs/render/redis-conf", () => {
  const { redisConf } = jest.requireActual<typeof import("../../configs/render/redis-conf.js")>(
    "../../configs/render/redis-conf",
  );
  const counted: typeof redisConf = (context) => {
    mockRendered(context.name);
    return redisConf(context);
  };
  return { redisConf: counted };
});

const backup = { server: {} };
const instances: Record<"local" | "kubernetes", StackInput["instances"]> = {
  local: { cache: { backup }, queue: { preset: "messaging", network: { port: 6390, sentinelPort: 26390 } } },
  kubernetes: {
    cache: { backup: { bucket: "backups" }, pods: { awaitConfiguration: true } },
    queue: { preset: "messaging" },
  },
};

const passwords = [...userNames, ...optionalUserNames].map((user) => [user, `password-of-${user}-1234`] as const);
const secrets = {
  ...Object.fromEntries(passwords),
  bucket: { accessKeyId: "key-id-of-20-letters", secretAccessKey: "secret-key-of-20-letters" },
};

test.each(["local", "kubernetes"] as const)(
  "platform %s: a deployment parses its settings once, and renders each instance once",
  async (platform) => {
    mockRendered.mockClear();
    jest.resetModules();
    const { stackSchema } = await import("../../configs/index.js");
    const parse = jest.spyOn(stackSchema, "safeParse");

    const { resources } = await deploy(() => {
      const config = {
        platform,
        instances: JSON.stringify(instances[platform]),
        secrets: JSON.stringify({ cache: secrets, queue: secrets }),
      };
      pulumi.runtime.setAllConfig(
        Object.fromEntries(Object.entries(config).map(([name, value]) => [`redis-cache:${name}`, value])),
        ["redis-cache:secrets"],
      );
      return import("../../stacks/index.js");
    });

    const caches = resources.filter(({ type }) => type === "redis-cache:index:RedisCache");
    expect(caches.map(({ name }) => name)).toEqual(["cache", "queue"]);
    expect(parse).toHaveBeenCalledTimes(1);
    expect(mockRendered.mock.calls).toEqual([["cache"], ["queue"]]);
  },
);
