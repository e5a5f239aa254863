import pWaitFor from "p-wait-for";
import { Installation } from "../../benchmarks/cluster/installation";
import { NodeAgent } from "../../benchmarks/cluster/node-agent";
import { PartedPods, type PodNames } from "./support/parted-pods";
import { underLoad } from "./support/under-load";

/** Until connections that were cut are given up, and made anew. */
const mendedWithinMs = 30_000;

let agent: NodeAgent;

beforeAll(async () => {
  agent = await NodeAgent.start();
});
afterAll(() => agent.close());

/** Of a client that reaches everybody, and finds the master by the Sentinels: no write that a replica has is lost. */
describe.each([false, true])("TLS %s: a network that cuts nodes from each other", (tls) => {
  let installation: Installation;
  let parted: PartedPods;

  beforeAll(async () => {
    installation = await Installation.start("nodes-parted", { tls: { enabled: tls } });
    parted = new PartedPods(agent, installation);
  });
  afterAll(() => installation.close());

  test.each<[string, (names: PodNames) => string[]]>([
    ["all others", ({ nodes, sentinels }) => [...nodes, ...sentinels]],
    ["the Sentinels", ({ sentinels }) => sentinels],
    ["its replicas", ({ nodes }) => nodes],
  ])("the master from %s: another one takes its place, and no acknowledged write is lost", async (title, others) => {
    await underLoad(
      installation,
      `master cut from ${title}`,
      async () => {
        const old = await installation.master();
        const names = others(await parted.names());
        const mend = await parted.cut(
          [old],
          names.filter((name) => name !== old),
        );
        try {
          await installation.anotherMaster(old);
        } finally {
          await mend();
        }
      },
      mendedWithinMs,
    );
  });

  test("Redis from the Sentinels: it goes on", async () => {
    const { refused } = await underLoad(
      installation,
      "Redis cut from the Sentinels",
      async () => {
        const { nodes, sentinels } = await parted.names();
        const mend = await parted.cut(nodes, sentinels);
        try {
          await allHoldItForDown();
        } finally {
          await mend();
        }
      },
      mendedWithinMs,
    );
    expect(refused).toEqual({});
  });

  async function allHoldItForDown(): Promise<void> {
    const client = await installation.client();
    const areSure = async () =>
      (await client.view(installation.pods.replicas)).sentinels.every(({ masterDown }) => masterDown);
    await pWaitFor(areSure, { interval: 500, timeout: 60_000 });
  }
});
