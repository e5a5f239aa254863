import pWaitFor from "p-wait-for";
import type { SentinelView } from "../../cli/health/observe";
import { Installation } from "../../benchmarks/cluster/installation";
import { NameServer } from "./support/name-server";
import { NodeAgent } from "../../benchmarks/cluster/node-agent";
import { underLoad } from "./support/under-load";

describe.each([false, true])("TLS %s", (tls) => {
  const settings = { tls: { enabled: tls } };
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });

  const install = async (...args: Parameters<typeof Installation.create>) => {
    const installation = await Installation.start(...args);
    open.push(installation);
    return installation;
  };

  // All of it ends before a name is resolved again.
  test("no name is resolved: the master's container is killed, its pod deleted, and then all pods", async () => {
    const [agent, names] = [await NodeAgent.start(), await NameServer.start()];
    open.push(agent, names);
    const installation = await install("dns", settings, ({ spec: { template } }) => {
      template.spec.dnsPolicy = "None";
      template.spec.dnsConfig = { ...template.spec.dnsConfig, nameservers: [names.address] };
    });
    const { namespace, pods } = installation;
    await agent.signal(...names.place, "STOP");
    try {
      await underLoad(installation, "no DNS, master's container killed", async () => {
        await agent.signal(namespace, await installation.master(), "redis", "KILL");
        await pods.allRolledOut();
      });
      await underLoad(installation, "no DNS, master's pod deleted, grace 0", async () => {
        await pods.delete(await installation.master(), "--grace-period=0", "--force");
      });
      await underLoad(installation, "no DNS, all pods deleted", async () => {
        await pods.delete("-l", "app.kubernetes.io/instance=cache");
      });
    } finally {
      await agent.signal(...names.place, "CONT");
    }
  });

  test("two instances of one name in two namespaces lose their masters at once, and never meet", async () => {
    const both = [await install("left", settings), await install("right", settings)];
    await Promise.all(
      both.map((installation, i) =>
        underLoad(installation, `masters of two namesakes deleted at once (${i + 1})`, async () => {
          await installation.pods.delete(await installation.master(), "--grace-period=0", "--force");
        }),
      ),
    );
    for (const installation of both) {
      const known = async () => (await (await installation.client()).view(2)).sentinels.map(othersKnown);
      await pWaitFor(async () => (await known()).join() === "2 and 2,2 and 2,2 and 2", {
        interval: 500,
        timeout: 30_000,
      });
    }
  });
});

const othersKnown = ({ otherSentinels, replicas }: SentinelView) => `${otherSentinels} and ${replicas}`;
