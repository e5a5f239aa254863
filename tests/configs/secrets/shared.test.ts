import { instanceContext, parseStack } from "../../../configs";
import { passwordFiles, proxyPasswordFiles } from "../../../configs/secrets/node-files";
import { withShared } from "../../../configs/secrets/shared";
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

const filesOf = (name: string, make: typeof passwordFiles) => {
  const settings = stack.instances[name]!;
  return make(settings, withShared(instanceContext(stack, name, settings), all));
};

test("nodes of shards take both passwords of the clients of their Twemproxy's instance, by the name in use first", () => {
  const both = { default: "app-b of cache", "default.other": "app of cache" };
  expect(filesOf("cache", passwordFiles)).toMatchObject({ ...both, app: "app of cache" });
  expect(filesOf("cache2", passwordFiles)).toMatchObject({ ...both, app: "app of cache2" });
  expect(Object.keys(filesOf("cache3", passwordFiles))).not.toContain("default");
});

test("Twemproxy has its own password and that of its clients, and of each other shard its own there", () => {
  expect(filesOf("cache", proxyPasswordFiles)).toEqual({
    proxy: "proxy of cache",
    "proxy.cache2": "proxy of cache2",
    app: "app of cache",
    "app-b": "app-b of cache",
  });
});
