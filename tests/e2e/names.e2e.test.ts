import { setTimeout as delay } from "node:timers/promises";
import pWaitFor from "p-wait-for";
import { tiltMs } from "../../cli/health/judge";
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

  test("no name is resolved for 60 s, during a failover", async () => {
    const [agent, names] = [await NodeAgent.start(), await NameServer.start()];
    open.push(agent, names);
    const installation = await install("dns", settings, ({ spec: { template } }) => {
      template.spec.dnsPolicy = "None";
      template.spec.dnsConfig = { ...template.spec.dnsConfig, nameservers: [names.address] };
    });
    const failOver = async () => {
      const master = await installation.master();
      await agent.signal(...names.place, "STOP");
      await agent.signal(installation.namespace, master, "redis", "KILL");
      await delay(60_000);
      await agent.signal(...names.place, "CONT");
      await installation.pods.allRolledOut();
    };
    await underLoad(installation, "no DNS for 60 s, master's container killed", failOver, tiltMs);
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
