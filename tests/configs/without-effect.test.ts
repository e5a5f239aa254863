import { dockerInstance } from "../../components/docker";
import { instanceContext, type InstanceInput, parseStack, SettingsError, warnings } from "../../configs";
import { renderInstance } from "../../configs/render";
import { isObject, valueAt } from "../../configs/schema/merge";
import { settingsOf } from "../../configs/schema/walk";
import { instanceSchema } from "../../configs/settings/instance";
import type { Platform } from "../../configs/settings/stack";
import { candidates } from "../../verification/classes/candidates";

const warned = (platform: Platform, cache: object, rest = {}) =>
  warnings(parseStack({ platform, ...rest, instances: { cache } }));

/** With as much beside the nodes as the platform has. */
const full: Record<"local" | "docker", InstanceInput> = {
  local: { proxy: { kind: "haproxy" }, tls: { enabled: true }, monitoring: { server: {} }, backup: { server: {} } },
  docker: { proxy: { kind: "haproxy" }, tls: { enabled: true } },
};

/** All that a platform makes of an instance, as text. */
function made(platform: "local" | "docker", cache: object): string {
  const { settings, ...context } = instanceContext(
    { platform, namespace: "redis", stack: "redis.test" },
    "cache",
    parseStack({ platform, instances: { cache } }).instances.cache!,
  );
  const { replicas, secrets, server, stop, storage } = settings;
  const files = renderInstance({ settings, ...context });
  if (platform === "docker") {
    return JSON.stringify([dockerInstance({ settings, ...context }, files), storage.keep, secrets]);
  }
  const { engine, version } = server;
  return JSON.stringify([files, context.nodes, replicas.min, engine, version, storage.keep, stop.gracePeriod, secrets]);
}

describe.each(["local", "docker"] as const)("on platform %s", (platform) => {
  const before = made(platform, full[platform]);
  const values = parseStack({ platform, instances: { cache: full[platform] } }).instances.cache;

  test.each(settingsOf(instanceSchema).map(({ path, schema }) => [path.join("."), path, schema] as const))(
    "%s is warned of where it changes nothing, and only there",
    (property, path, schema) => {
      const tried = candidates({ path, schema }, valueAt(values, path)).flatMap((value) => {
        const cache = laid(full[platform], path, value);
        const after = value === undefined ? undefined : unlessRefused(() => made(platform, cache));
        return after === undefined ? [] : [{ value, cache, changes: after !== before }];
      });
      if (othersRead.includes(property)) return;
      const hasEffect = tried.some(({ changes }) => changes);
      for (const { value, cache } of tried) {
        const found = warned(platform, cache).filter((one) => one.property === `instances.cache.${property}`);
        const isTold = found.some(({ reason }) => reason.startsWith("has no effect"));
        expect({ value, isTold }).toEqual({ value, isTold: !hasEffect });
      }
    },
  );
});

/** People do, an autoscaler that may come, and the other instances of a machine. */
const othersRead = ["sentinel.failoverTimeoutReason", "replicas.max", "exporter.enabled"];

function unlessRefused(make: () => string): string | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

function laid(group: object, [key = "", ...rest]: readonly string[], value: unknown): object {
  const below = (group as Record<string, unknown>)[key];
  return { ...group, [key]: rest.length === 0 ? value : laid(isObject(below) ? below : {}, rest, value) };
}

test("whatever is written for a proxy that there is not", () => {
  const proxy = { port: 7777, readPort: 7778, image: "haproxy:2.8", memory: "64Mi", maxConnections: 50 };
  const found = warned("kubernetes", { proxy });
  expect(found.map(({ property }) => property).sort()).toEqual(
    Object.keys(proxy)
      .map((name) => `instances.cache.proxy.${name}`)
      .sort(),
  );
  expect(warned("kubernetes", { proxy: { protocol: "redis" } })).toMatchObject([
    { property: "instances.cache.proxy.protocol", fix: "write proxy.kind: envoy, or remove it" },
  ]);
  expect(warned("kubernetes", { proxy: { port: 6379, image: "docker.io/library/haproxy:2.6" } })).toEqual([]);
});

test("Docker's network for pods", () => {
  const [warning] = warned("kubernetes", { network: { subnet: "172.30.7.0/24" } });
  expect(warning).toMatchObject({ property: "instances.cache.network.subnet", value: "172.30.7.0/24" });
  expect(warning?.reason).toMatch(/network of Docker's/);
});

test("parts of certificates that another source makes", () => {
  const issuer = { name: "vault" };
  const ofSource = (tls: object) => warned("kubernetes", { tls: { enabled: true, ...tls } });
  expect(ofSource({ commonName: "cache" })).toMatchObject([{ property: "instances.cache.tls.commonName" }]);
  expect(ofSource({ commonName: "cache", source: "certManager", issuer })).toEqual([]);
  expect(ofSource({ loopbackNames: false })).toEqual([]);
  expect(ofSource({ loopbackNames: false, source: "existingSecret", secretName: "tls" })).toMatchObject([
    { property: "instances.cache.tls.loopbackNames" },
  ]);
});

test("settings of the stack that only a cluster has", () => {
  const rest = { kubeContext: "prod", syncWaves: true };
  expect(warned("local", {}, rest).map(({ property }) => property)).toEqual(["syncWaves", "kubeContext"]);
  expect(warned("kubernetes", {}, rest)).toEqual([]);
});

test("a volume that is tight is one of a cluster", () => {
  expect(warned("docker", { memory: { limit: "8Gi" } })).toEqual([]);
});
