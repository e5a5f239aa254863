import pWaitFor from "p-wait-for";
import { images } from "../../benchmarks/cluster/environment";
import { Installation } from "../../benchmarks/cluster/installation";
import { NodeAgent } from "../../benchmarks/cluster/node-agent";
import { PartedPods, type PodNames } from "./support/parted-pods";
import { underLoad } from "./support/under-load";

/** Until connections that were cut are given up, and made anew. */
const mendedWithinMs = 30_000;
const limitMs = 60_000;

let agent: NodeAgent;

beforeAll(async () => {
  agent = await NodeAgent.start();
});
afterAll(() => agent.close());

/** The client itself reaches everybody, but knows the proxy alone. What `underLoad` counts as lost is what counts. */
describe.each(["haproxy", "envoy"] as const)("through %s, a network that falls apart", (kind) => {
  let installation: Installation;
  let parted: PartedPods;

  beforeAll(async () => {
    installation = await Installation.start(`parted-${kind}`, { proxy: { kind, image: images[kind] } });
    parted = new PartedPods(agent, installation);
  });
  afterAll(() => installation.close());

  test("the proxy is left with the old master and one Sentinel: it follows no minority, and goes over afterwards", async () => {
    await underParted("proxy on the minority side", async (old, { proxies, ...pods }) => {
      const minority = [old, "cache-sentinel-0", ...proxies];
      const mend = await parted.cut(minority, rest(pods, minority));
      try {
        await installation.anotherMaster(old);
        await proxiesSay(`named=${old}`, "sentinels=1/3");
      } finally {
        await mend();
      }
    });
  });

  test("the old master is left alone with one Sentinel: the proxy goes over at once", async () => {
    await underParted("proxy on the majority side", async (old, { proxies, ...pods }) => {
      const minority = [old, "cache-sentinel-0"];
      const mend = await parted.cut(minority, [...rest(pods, minority), ...proxies]);
      try {
        await installation.anotherMaster(old);
        await proxiesSay("sentinels=2/3");
        await proxiesSayNot(`named=${old}`);
      } finally {
        await mend();
      }
    });
  });

  test("the proxy alone cannot reach the master: writes wait, and nobody is promoted", async () => {
    await underParted("proxy cut from the master", async (old, { proxies }) => {
      const mend = await parted.cut([old], proxies);
      try {
        await proxiesSay(`named=${old}`, "sentinels=3/3", `${old}=gone`);
      } finally {
        await mend();
      }
      expect(await installation.master()).toBe(old);
    });
  });

  async function underParted(scenario: string, disturb: (old: string, pods: PodNames) => Promise<void>): Promise<void> {
    const title = `${kind}, ${scenario}`;
    await underLoad(
      installation,
      title,
      async () => disturb(await installation.master(), await parted.names()),
      mendedWithinMs,
      "proxy",
    );
  }

  async function proxiesSay(...lines: string[]): Promise<void> {
    await eachProxy((said) => lines.every((line) => said.includes(line)));
  }

  async function proxiesSayNot(line: string): Promise<void> {
    await eachProxy((said) => !said.includes(line));
  }

  async function eachProxy(met: (said: string[]) => boolean): Promise<void> {
    const all = await parted.addresses();
    const { healthPort } = installation.context.settings.proxy;
    for (const pod of (await parted.names()).proxies) {
      const url = `http://${all[pod]}:${healthPort}/ready`;
      const ask = "fetch(process.argv[1]).then((answer) => answer.text()).then(console.log)";
      const holds = async () =>
        met((await installation.kubectl("exec", "client", "--", "node", "-e", ask, url)).split("\n"));
      await pWaitFor(holds, { interval: 200, timeout: limitMs });
    }
  }

  const rest = (pods: Omit<PodNames, "proxies">, taken: readonly string[]) =>
    [...pods.nodes, ...pods.sentinels].filter((pod) => !taken.includes(pod));
});
