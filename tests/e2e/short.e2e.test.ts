import pWaitFor from "p-wait-for";
import { Installation } from "../../benchmarks/cluster/installation";
import { underLoad } from "./support/under-load";

describe.each([false, true])("TLS %s", (tls) => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.start("short", { tls: { enabled: tls } });
  });
  afterAll(() => installation.close());

  test("first start: the home is master, and every pod is ready", async () => {
    expect(await installation.master()).toBe("cache-master-0");
    // A Sentinel that has found its master starts its server again.
    const areReady = async () => (await installation.pods.unready()).length === 0;
    await pWaitFor(areReady, { interval: 200, timeout: 20_000 });
  });

  test("the master's pod is deleted", async () => {
    await underLoad(installation, "master pod deleted", async () => {
      await installation.pods.delete(await installation.master());
    });
  });

  test("the master's pod is deleted with grace 0", async () => {
    await underLoad(installation, "master pod deleted, grace 0", async () => {
      await installation.pods.delete(await installation.master(), "--grace-period=0", "--force");
    });
  });

  test("everything is rolled", async () => {
    await underLoad(installation, "roll of everything", async () => {
      for (const set of ["cache-sentinel", "cache-replica", "cache-master"]) {
        await installation.kubectl("rollout", "restart", `statefulset/${set}`);
        await installation.pods.rolledOut(set);
      }
    });
  });

  test("all pods are deleted at once", async () => {
    await underLoad(installation, "all pods deleted", async () => {
      await installation.pods.delete("-l", "app.kubernetes.io/instance=cache");
    });
  });
});
