import pWaitFor from "p-wait-for";
import { podChannel } from "../../cli/kubernetes/pod-channel";
import type { InstanceInput } from "../../configs";
import { Installation } from "../../benchmarks/cluster/installation";
import { kubectl } from "../../benchmarks/cluster/kubectl";
import { underLoad } from "./support/under-load";

describe.each([false, true])("TLS %s", (tls) => {
  let installation: Installation;

  const install = async (name: string, settings: InstanceInput = {}) => {
    installation = await Installation.start(name, { ...settings, tls: { enabled: tls } });
  };
  afterEach(() => installation.close());

  test("2 to 5 to 1 replicas, while the highest ordinal is master", async () => {
    await install("scale", { replicas: { min: 2, max: 5 } });
    await underLoad(installation, "scaled 2 to 5 to 1, the master on the highest ordinal", async () => {
      await installation.pods.scale(5);
      const channel = podChannel({ namespace: installation.namespace });
      const answer = await channel.requestHandOver("cache-master-0", "cache-replica-4", () => undefined);
      expect(answer.outcome).toBe("done");
      await installation.pods.scale(1);
    });
    expect(await installation.master()).toBe("cache-master-0");
  });

  test("the autoscaler adds replicas while they are read from, takes them away, and `up` leaves their number alone", async () => {
    // The writes alone take some 75m of each replica, far from what adds one (200m) or keeps one (120m).
    const autoscaling = { cpu: 60, scaleDownAfter: "10s" } as const;
    await install("hpa", { replicas: { min: 2, max: 3 }, autoscaling, cpu: { request: "300m" } });
    await underLoad(installation, "autoscaled under read load", async () => {
      const client = await installation.client();
      const { port } = installation.context.settings.network;
      const stopReads = client.reads(`cache-reads.${installation.namespace}.svc.cluster.local`, port);
      await installation.pods.scaledTo(3, 240_000);
      await installation.apply();
      expect(await installation.kubectl("get", "statefulset/cache-replica", "-o", "jsonpath={.spec.replicas}")).toBe(
        "3",
      );
      await stopReads();
      await installation.pods.scaledTo(2, 240_000);
    });
  });

  test("pod after pod is evicted, with the budgets in force", async () => {
    await install("evict");
    await underLoad(installation, "pod after pod evicted", async () => {
      const { nodes } = installation.context;
      for (const { name } of [nodes.home, ...nodes.replicas, ...nodes.sentinels]) {
        await pWaitFor(() => evict(installation.namespace, name), { interval: 500, timeout: 120_000 });
      }
      await installation.pods.allRolledOut();
    });
  });
});

/** False where a budget forbids it for now. */
async function evict(namespace: string, name: string): Promise<boolean> {
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  try {
    await kubectl(["create", "--raw", path, "-f", "-"], JSON.stringify(eviction));
    return true;
  } catch (error) {
    if (/disruption budget/.test((error as Error).message)) return false;
    throw error;
  }
}
