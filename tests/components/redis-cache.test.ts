import * as pulumi from "@pulumi/pulumi";
import { RedisCache, type RedisCacheArgs } from "../../components";
import { type InstanceSecrets, parseInstance, userNames } from "../../configs";
import { scriptsIn, type ScriptsFolder } from "../../runtime";
import { deploy, type Deployment, find, unwrap } from "../support/mocks";

const passwords = userNames.map((user) => [user, `password-of-${user}-1234`]);
const secrets = Object.fromEntries(passwords) as unknown as InstanceSecrets;
const args: RedisCacheArgs = {
  platform: "local",
  settings: { server: { version: "7.0" } },
  secrets: pulumi.secret(secrets),
  localDirectory: "/nodes",
};

const cacheWith = (changes: Partial<RedisCacheArgs> = {}, opts: pulumi.ComponentResourceOptions = {}) =>
  deploy((capture) => new RedisCache("cache", { ...args, ...changes }, { ...capture, ...opts }));

const nodesOf = ({ resources }: Deployment<unknown>) =>
  resources.filter(({ type }) => type === "redis-local:index:Node");

test("an instance is a master, two replicas and three Sentinels, each part a component", async () => {
  const { resources } = await cacheWith();

  expect(resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
    "redis-cache:index:RedisCache cache",
    "redis-cache:index:RedisMaster cache-master",
    "redis-cache:index:RedisReplica cache-replica",
    "redis-cache:index:SentinelQuorum cache-sentinel",
    "redis-local:index:Node cache-master-0",
    "redis-local:index:Node cache-replica-0",
    "redis-local:index:Node cache-replica-1",
    "redis-local:index:Node cache-sentinel-0",
    "redis-local:index:Node cache-sentinel-1",
    "redis-local:index:Node cache-sentinel-2",
  ]);
});

test("two instances of one name, in two namespaces, are resources of two names", async () => {
  const { resources } = await deploy((capture) =>
    ["team-a", "team-b"].map((namespace) => {
      const settings = { ...args.settings, network: { port: namespace === "team-a" ? 7000 : 7100 } };
      const place = { namespace, instance: "cache", localDirectory: `/nodes/${namespace}`, settings };
      return new RedisCache(`${namespace}-cache`, { ...args, ...place }, capture);
    }),
  );

  const names = resources.map(({ type, name }) => `${type} ${name}`);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/ team-[ab]-cache(-|$)/.test(name))).toEqual([]);
  const nodes = resources.filter(({ type }) => type === "redis-local:index:Node");
  expect(nodes.filter(({ inputs }) => inputs.node === "cache-master-0").map(({ inputs }) => inputs.directory)).toEqual([
    "/nodes/team-a/cache-master-0",
    "/nodes/team-b/cache-master-0",
  ]);
});

test("replicas roll before the master, and new Sentinels wait for neither", async () => {
  const { options, result } = await cacheWith();

  expect(options.get("cache-master")!.dependsOn).toEqual([result.replicas]);
  expect(options.get("cache-replica")!.dependsOn).toEqual([]);
  expect(await dependenciesOf(options.get("cache-sentinel")!)).toEqual([]);
});

test("Sentinels that run already change after the master", async () => {
  const { options, result } = await cacheWith({ sentinelsRun: Promise.resolve(true) });

  expect(await dependenciesOf(options.get("cache-sentinel")!)).toEqual([result.master]);
  expect(options.get("cache-master")!.dependsOn).toEqual([result.replicas]);
});

async function dependenciesOf({ dependsOn }: pulumi.ComponentResourceOptions): Promise<unknown> {
  return (await unwrap(pulumi.output(dependsOn as pulumi.Output<pulumi.Resource[]>))).value;
}

test("every part is a child of the one it belongs to", async () => {
  const { options, result } = await cacheWith();

  expect(options.get("cache-master")!.parent).toBe(result);
  expect(options.get("cache-master-0")!.parent).toBe(result.master);
  expect(options.get("cache-replica-1")!.parent).toBe(result.replicas);
  expect(options.get("cache-sentinel-2")!.parent).toBe(result.sentinels);
});

test("the caller's options reach the component untouched", async () => {
  const { options } = await cacheWith({}, { protect: true });

  expect(options.get("cache")).toMatchObject({ protect: true });
});

test("a node has its own place and what is shared by its kind", async () => {
  const deployment = await cacheWith();
  const { inputs: home } = find(deployment, "cache-master-0");
  const { inputs: replica } = find(deployment, "cache-replica-1");
  const { inputs: sentinel } = find(deployment, "cache-sentinel-2");

  expect(home).toMatchObject({ kind: "redis", host: "127.0.0.1", port: 6379, directory: "/nodes/cache-master-0" });
  expect(replica).toMatchObject({ kind: "redis", port: 6381, directory: "/nodes/cache-replica-1" });
  expect(sentinel).toMatchObject({ kind: "sentinel", port: 26381, directory: "/nodes/cache-sentinel-2" });
  expect(replica.config).toEqual(home.config);
  expect(Object.keys(home.config as object)).toEqual(["instance.env", "redis.conf", "replica.conf", "users.acl.tmpl"]);
  expect(Object.keys(sentinel.config as object)).toEqual(["instance.env", "sentinel.conf", "users.acl.tmpl"]);
  expect(Object.keys(scriptsIn((sentinel.scripts as ScriptsFolder).folder))).toEqual(
    expect.arrayContaining(["redis.sh", "sentinel.sh"]),
  );
});

test("passwords go to nodes as secrets only, and to no other resource", async () => {
  const deployment = await cacheWith();

  for (const { inputs, secretInputs } of nodesOf(deployment)) {
    const rest = { ...inputs, secrets: undefined };
    expect(inputs.secrets).toEqual(secrets);
    expect(secretInputs).toEqual(expect.arrayContaining(["secrets", "tls"]));
    expect(JSON.stringify(rest)).not.toContain("password-of-");
  }
  const others = deployment.resources.filter(({ type }) => type.startsWith("redis-cache:"));
  expect(JSON.stringify(others)).not.toContain("password-of-");
});

test("certificates go to nodes without the authority's key", async () => {
  const tls = { ca: "CA", caKey: "CA KEY", cert: "CERT", key: "KEY" };
  const deployment = await cacheWith({
    settings: { ...args.settings, tls: { enabled: true } },
    secrets: pulumi.secret({ ...secrets, tls } as InstanceSecrets),
  });

  expect(find(deployment, "cache-master-0").inputs.tls).toEqual({
    "ca.crt": "CA",
    "tls.crt": "CERT",
    "tls.key": "KEY",
  });
  expect((await unwrap(deployment.result.connection)).value).toMatchObject({
    ca: "CA",
    url: expect.stringMatching(/^rediss\+sentinel:\/\//) as string,
  });
});

test("the connection is one secret with all that clients need", async () => {
  const { result } = await cacheWith();

  expect(await unwrap(result.connection)).toEqual({
    secret: true,
    value: {
      url: "redis+sentinel://app:password-of-app-1234@127.0.0.1:26379,127.0.0.1:26380,127.0.0.1:26381/redis-cache/0",
      sentinels: [26379, 26380, 26381].map((port) => ({ host: "127.0.0.1", port })),
      masterName: "redis-cache",
      username: "app",
      password: "password-of-app-1234",
    },
  });
});

test("endpoints are those of nodes that exist, the home first", async () => {
  const { result } = await cacheWith({
    namespace: "shop",
    settings: { ...args.settings, replicas: { min: 2, max: 5 } },
  });

  const { value, secret } = await unwrap(result.endpoints);
  expect(secret).toBe(false);
  expect(value).toMatchObject({ masterName: "shop-cache", tls: false });
  expect(value.redis.map(({ name, port }) => `${name} ${port}`)).toEqual([
    "cache-master-0 6379",
    "cache-replica-0 6380",
    "cache-replica-1 6381",
  ]);
  expect(value.sentinels.map(({ name }) => name)).toEqual(["cache-sentinel-0", "cache-sentinel-1", "cache-sentinel-2"]);
});

test("settings that are already complete are taken as they are", async () => {
  const settings = parseInstance(args.settings, { name: "cache", platform: "local", namespace: "redis" });
  const [whole, parts] = [await cacheWith({ settings }), await cacheWith()];

  expect(nodesOf(whole)).toEqual(nodesOf(parts));
});

describe("refused", () => {
  test.each<[string, Partial<RedisCacheArgs>, RegExp]>([
    ["settings", { settings: { sentinel: { count: 4 } } }, /sentinel\.count\n {2}value: {3}4\n {2}reason:[^]*fix:/],
    ["a folder that is missing", { localDirectory: undefined }, /^localDirectory\n {2}reason:[^]*fix:/],
    ["a relative folder", { localDirectory: "nodes" }, /^localDirectory\n {2}value: {3}"nodes"\n {2}reason:/],
    [
      "a store of secrets that is not here",
      { settings: { ...args.settings, secrets: { source: "existingSecret", secretName: "cache" } } },
      /secrets\.source\n {2}value: {3}"existingSecret"/,
    ],
  ])("%s: property, value, reason and fix, on the resource", async (_what, changes, message) => {
    const error = await cacheWith(changes).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(pulumi.ResourceError);
    expect((error as Error).message).toMatch(message);
  });
});
