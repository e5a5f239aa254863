import { stackResources } from "../../cli/render/objects";
import { type InstanceInput, parseStack, type StackSettings } from "../../configs";
import { type ChangeClass, review, type StackState } from "../../review";

const installed = { engine: "redis", version: "7.0" } as const;
const platforms = ["kubernetes", "local"] as const;

const stateOf = async (settings: StackSettings): Promise<StackState> => ({
  settings,
  resources: await stackResources(settings),
});

async function reportOf(platform: StackSettings["platform"], from: InstanceInput, to: InstanceInput) {
  const [base, head] = [from, to].map((cache) => parseStack({ platform, instances: { cache } }, { installed }));
  return review(await stateOf(base!), await stateOf(head!));
}

type Proxy = InstanceInput["proxy"];
const haproxy = { kind: "haproxy" } as const;
const envoy = { kind: "envoy" } as const;
const twemproxy = { kind: "twemproxy" } as const;

interface Change {
  what: string;
  from: Proxy;
  to: Proxy;
  /** Of both sides. */
  beside?: InstanceInput;
  is: ChangeClass;
  step?: RegExp;
  warns?: RegExp | RegExp[];
  only?: StackSettings["platform"];
}

const reads = /^the proxy reads its changed configuration; connections go on$/;
const replaced = /^the proxy's processes are replaced, one after the other, and their clients connect again/;

const changes: Change[] = [
  { what: "a proxy", from: {}, to: haproxy, is: "live", step: /^the proxy starts/ },
  {
    what: "no proxy any more",
    from: haproxy,
    to: {},
    is: "rolling restart",
    step: /^the proxy ends: clients that use it are cut off$/,
    warns: /^clients that use the proxy are cut off/,
  },
  { what: "how long it holds", from: haproxy, to: { ...haproxy, hold: "20s" }, is: "live", step: reads },
  { what: "who answers reads", from: haproxy, to: { ...haproxy, reads: "any" }, is: "live", step: reads },
  { what: "connections", from: haproxy, to: { ...haproxy, maxConnections: 100 }, is: "live", step: reads },
  {
    what: "another port for writes",
    from: haproxy,
    to: { ...haproxy, port: 7390 },
    is: "rolling restart",
    step: replaced,
    warns: /^clients that send writes to port \d+ of the proxy are refused from then on$/,
  },
  {
    what: "TLS that ends at it",
    from: haproxy,
    to: { ...haproxy, tls: "terminate" },
    is: "rolling restart",
    step: replaced,
    warns: /^clients of the proxy that speak no TLS are refused from then on$/,
    only: "kubernetes",
  },
  {
    what: "another port for reads",
    from: haproxy,
    to: { ...haproxy, readPort: 7391 },
    is: "live",
    only: "local",
    step: reads,
    warns: /^clients that send reads to port 7380 /,
  },
  {
    what: "another image",
    from: haproxy,
    to: { ...haproxy, image: "docker.io/library/haproxy:2.8" },
    is: "rolling restart",
    only: "kubernetes",
    step: replaced,
  },
  {
    what: "more pods",
    from: { ...haproxy, replicas: 1 },
    to: haproxy,
    is: "live",
    only: "kubernetes",
    step: /^1 more pods/,
  },
  {
    what: "fewer pods",
    from: haproxy,
    to: { ...haproxy, replicas: 1 },
    is: "rolling restart",
    only: "kubernetes",
    step: /^1 fewer pods of the proxy, whose clients connect again$/,
  },
  {
    what: "clients by the proxy only",
    from: haproxy,
    to: { ...haproxy, exclusive: true },
    is: "none",
    only: "kubernetes",
    warns: /^clients that connect to Redis itself are shut out/,
  },
  { what: "Envoy in HAProxy's place", from: haproxy, to: envoy, is: "rolling restart", step: replaced },
  { what: "who answers reads, with Envoy", from: envoy, to: { ...envoy, reads: "any" }, is: "live", step: reads },
  {
    what: "how long Envoy holds",
    from: envoy,
    to: { ...envoy, hold: "20s" },
    is: "rolling restart",
    step: /^the proxy changes its listeners, and their clients connect again$/,
  },
  {
    what: "connections of Envoy",
    from: envoy,
    to: { ...envoy, maxConnections: 100 },
    is: "rolling restart",
    step: replaced,
  },
  {
    what: "no Envoy any more",
    from: envoy,
    to: {},
    is: "rolling restart",
    step: /^the proxy ends: clients that use it are cut off$/,
    warns: /^clients that use the proxy are cut off/,
  },
  {
    what: "how long Twemproxy waits",
    from: twemproxy,
    to: { ...twemproxy, hold: "20s" },
    beside: { preset: "pureCache" },
    is: "rolling restart",
    only: "local",
    step: /^the proxy starts anew with its changed configuration, and its clients connect again$/,
  },
  {
    what: "connections of Twemproxy",
    from: twemproxy,
    to: { ...twemproxy, maxConnections: 100 },
    beside: { preset: "pureCache" },
    is: "rolling restart",
    only: "local",
    step: replaced,
  },
  {
    what: "no Twemproxy any more",
    from: twemproxy,
    to: {},
    beside: { preset: "pureCache" },
    is: "rolling restart",
    only: "local",
    step: /^the proxy ends: clients that use it are cut off$/,
    warns: /^clients that use the proxy are cut off/,
  },
  {
    what: "Twemproxy in HAProxy's place",
    from: haproxy,
    to: { ...twemproxy },
    beside: { preset: "pureCache" },
    is: "rolling restart",
    only: "local",
    step: replaced,
    warns: [/^clients that send reads to port 7380 /, /^clients of the proxy are refused: Twemproxy closes /],
  },
  {
    what: "HAProxy in Twemproxy's place",
    from: twemproxy,
    to: haproxy,
    beside: { preset: "pureCache" },
    is: "rolling restart",
    only: "local",
    step: replaced,
    warns: /^clients of Twemproxy are refused: without a user's name/,
  },
  { what: "settings of a proxy that is none", from: {}, to: { hold: "20s", port: 7390 }, is: "none" },
];

describe.each(platforms)("on platform %s", (platform) => {
  const cases = changes.filter(({ only }) => only === undefined || only === platform);

  test.each(cases)("$what: $is", async ({ from, to, beside, is, step, warns }) => {
    const { changeClass, steps, risks } = await reportOf(
      platform,
      { ...beside, proxy: from },
      { ...beside, proxy: to },
    );
    expect([changeClass, steps]).toEqual([is, expect.anything()]);
    // A Twemproxy logs in as that user.
    const ofProxy = steps.map(({ text }) => text).filter((text) => !text.startsWith("ACL SETUSER default"));
    expect(ofProxy).toEqual(step ? [expect.stringMatching(step)] : []);
    const warnings = [warns ?? []].flat().map((reason) => expect.stringMatching(reason) as string);
    expect(risks.map(({ reason }) => reason)).toEqual(warnings);
  });

  test("one Sentinel more is one that the proxy listens to, without a restart of it", async () => {
    const sentinels = (count: number) => ({ proxy: haproxy, sentinel: { count } });
    const { steps } = await reportOf(platform, sentinels(3), sentinels(5));
    expect(steps.filter(({ does }) => does.kind === "proxy").map(({ text }) => text)).toEqual([
      expect.stringMatching(reads),
    ]);
  });
});

test("another list of shards moves keys away from where they are, and another order none", async () => {
  const stack = (shards?: string[]) => {
    const others = ["cache2", "cache3"].map((name, i) => {
      const network = { port: 7600 + 20 * i, sentinelPort: 27_600 + 20 * i };
      return [name, { preset: "pureCache" as const, network }] as const;
    });
    const cache: InstanceInput = { preset: "pureCache", proxy: shards ? { ...twemproxy, shards } : haproxy };
    const instances = { cache, ...Object.fromEntries(others) };
    return stateOf(parseStack({ platform: "local", instances }, { installed }));
  };
  const ordered = review(await stack(["cache2", "cache3"]), await stack(["cache3", "cache2"]));
  expect(ordered.risks).toEqual([]);
  const left = review(await stack(["cache2"]), await stack());
  expect(left.risks.map(({ setting }) => setting).sort()).toEqual(["proxy.kind", "proxy.shards"]);
  const { changeClass, steps, risks } = review(await stack(["cache2"]), await stack(["cache2", "cache3"]));
  expect(changeClass).toBe("data at risk");
  expect(risks.map(({ setting, reason }) => `${setting}: ${reason}`)).toEqual([
    expect.stringMatching(/proxy\.shards: part of the keys belong to other instances/),
  ]);
  expect(steps.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^the proxy's processes are replaced/));
});
