import { Installation } from "../../benchmarks/cluster/installation";
import { killServer } from "../../benchmarks/cluster/outages";
import { NodeAgent } from "../../benchmarks/cluster/node-agent";
import { underLoad } from "./support/under-load";

let agent: NodeAgent;

beforeAll(async () => {
  agent = await NodeAgent.start();
});
afterAll(() => agent.close());

describe.each([false, true])("TLS %s", (tls) => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.start("lost", { tls: { enabled: tls } });
  });
  afterAll(() => installation.close());

  const signal = async (pod: string, ...args: ["KILL" | "STOP" | "CONT"]) =>
    agent.signal(installation.namespace, pod, "redis", ...args);

  test("the master's server is killed", async () => {
    await installation.masterForHalfAMinute();
    await underLoad(installation, "kill -9 of the master's server", async () => {
      const master = await installation.master();
      await installation.pods.restart(master, () =>
        installation.kubectl("exec", master, "-c", "redis", "--", "sh", "-c", killServer),
      );
    });
  });

  test("the master's container is killed", async () => {
    await underLoad(installation, "master's container killed", async () => {
      const master = await installation.master();
      await installation.pods.restart(master, () => signal(master, "KILL"));
    });
  });

  test("the master's container stands still, as its node does when it is lost", async () => {
    await underLoad(installation, "master's container paused", async () => {
      const master = await installation.master();
      await signal(master, "STOP");
      await installation.anotherMaster(master);
      await signal(master, "CONT");
    });
  });

  test("the master's pod goes, and its volume with it", async () => {
    await underLoad(installation, "master pod and volume lost", async () => {
      await installation.pods.lose(await installation.master());
    });
  });

  test("a Sentinel's volume is lost", async () => {
    await underLoad(installation, "a Sentinel's volume lost", async () => {
      await installation.pods.lose("cache-sentinel-1");
    });
  });

  test("all pods go, and all Sentinels' volumes", async () => {
    await underLoad(installation, "all pods and all Sentinels' volumes lost", async () => {
      const claims = [0, 1, 2].map((i) => `pvc/data-cache-sentinel-${i}`);
      await installation.kubectl("delete", "--wait=false", ...claims);
      await installation.pods.delete("-l", "app.kubernetes.io/instance=cache");
    });
  });
});
