import { instanceContext, parseStack } from "../../../configs";
import { proxyPasswordFiles } from "../../../configs/secrets/node-files";
import { clientFiles, withShared } from "../../../configs/secrets/shared";
import { userNames } from "../../../configs/secrets/users";

const network = { port: 7600, sentinelPort: 27_600 };
const stack = parseStack({
  platform: "local",
  instances: {
    cache: { preset: "pureCache", proxy: { kind: "twemproxy", shards: ["cache2"] }, secrets: { appUser: "app-b" } },
    cache2: { preset: "pureCache", network },
    cache3: { network: { port: 7700, sentinelPort: 27_700 } },
  },
});
const secretsOf = (name: string) => ({
  ...(Object.fromEntries(userNames.map((user) => [user, `${user} of ${name}`])) as Record<
    (typeof userNames)[number],
    string
  >),
  "app-b": `app-b of ${name}`,
});
const all = { cache: secretsOf("cache"), cache2: secretsOf("cache2"), cache3: secretsOf("cache3") };

const sharedOf = (name: string) => withShared(instanceContext(stack, name, stack.instances[name]!), all);

test("nodes of shards take both passwords of the clients of their Twemproxy's instance, by the name in use first", () => {
  const both = { default: "app-b of cache", "default.other": "app of cache" };
  expect(clientFiles(sharedOf("cache"))).toEqual(both);
  expect(clientFiles(sharedOf("cache2"))).toEqual(both);
  expect(clientFiles(sharedOf("cache3"))).toEqual({});
});

test("Twemproxy has its own password and that of its clients, and of each other shard its own there", () => {
  expect(proxyPasswordFiles(stack.instances.cache!, sharedOf("cache"))).toEqual({
    proxy: "proxy of cache",
    "proxy.cache2": "proxy of cache2",
    app: "app of cache",
    "app-b": "app-b of cache",
  });
});
