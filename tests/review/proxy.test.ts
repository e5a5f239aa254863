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

interface Change {
  what: string;
  from: Proxy;
  to: Proxy;
  is: ChangeClass;
  step?: RegExp;
  warns?: RegExp;
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
  { what: "settings of a proxy that is none", from: {}, to: { hold: "20s", port: 7390 }, is: "none" },
];

describe.each(platforms)("on platform %s", (platform) => {
  const cases = changes.filter(({ only }) => only === undefined || only === platform);

  test.each(cases)("$what: $is", async ({ from, to, is, step, warns }) => {
    const { changeClass, steps, risks } = await reportOf(platform, { proxy: from }, { proxy: to });
    expect([changeClass, steps]).toEqual([is, expect.anything()]);
    expect(steps.map(({ text }) => text)).toEqual(step ? [expect.stringMatching(step)] : []);
    expect(risks.map(({ reason }) => reason)).toEqual(warns ? [expect.stringMatching(warns)] : []);
  });

  test("one Sentinel more is one that the proxy listens to, without a restart of it", async () => {
    const sentinels = (count: number) => ({ proxy: haproxy, sentinel: { count } });
    const { steps } = await reportOf(platform, sentinels(3), sentinels(5));
    expect(steps.filter(({ does }) => does.kind === "proxy").map(({ text }) => text)).toEqual([
      expect.stringMatching(reads),
    ]);
  });
});
