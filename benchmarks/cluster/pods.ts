import pWaitFor from "p-wait-for";
import { get, kubectl } from "./kubectl";

/** The pods of the instance `cache` in a namespace. */
export class Pods {
  constructor(
    private readonly namespace: string,
    /** How many replicas there should be. */
    public replicas: number,
  ) {}

  /** Nodes of the instance that are not ready. */
  async unready(): Promise<string[]> {
    const { items } = await get<{ items: Pod[] }>(this.namespace, "pods", "-l", nodeSelector);
    const isReady = ({ status }: Pod) =>
      status.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
    return items.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name);
  }

  /** Which pods there are, and how often each container has started again: another answer after any start. */
  async starts(): Promise<{ name: string; uid: string; restarts: number[] }[]> {
    const { items } = await get<{ items: Pod[] }>(this.namespace, "pods", "-l", nodeSelector);
    return items.map(({ metadata: { name, uid }, status: { containerStatuses } }) => ({
      name,
      uid,
      restarts: containerStatuses.map(({ restartCount }) => restartCount),
    }));
  }

  /** Deletes pods, and waits until those that come in their place are ready. */
  async delete(...which: string[]): Promise<void> {
    await this.kubectl("delete", "pod", ...which);
    await this.allRolledOut();
  }

  /** Does what ends a container of a pod, and waits until it runs again and the pod is ready. */
  async restart(pod: string, end: () => Promise<unknown>): Promise<void> {
    const before = await this.restarts(pod);
    await end();
    const isBack = async () => (await this.restarts(pod)) > before && !(await this.unready()).includes(pod);
    await pWaitFor(isBack, { interval: 200, timeout: 300_000 });
  }

  private async restarts(pod: string): Promise<number> {
    const counts = await this.kubectl("get", "pod", pod, "-o", "jsonpath={.status.containerStatuses[*].restartCount}");
    return counts.split(" ").reduce((sum, count) => sum + Number(count), 0);
  }

  async allRolledOut(): Promise<void> {
    for (const set of ["cache-sentinel", "cache-replica", "cache-master"]) await this.rolledOut(set);
  }

  /** Another number of replicas, all of them ready. */
  async scale(replicas: number): Promise<void> {
    await this.kubectl("scale", "statefulset/cache-replica", `--replicas=${replicas}`);
    this.replicas = replicas;
    await this.rolledOut("cache-replica");
    const gone = async () =>
      (await this.kubectl("get", "statefulset/cache-replica", "-o", "jsonpath={.status.replicas}")) ===
      String(replicas);
    await pWaitFor(gone, { interval: 200, timeout: 120_000 });
  }

  /** Takes in how many replicas an autoscaler has made, once there are `count` of them. */
  async scaledTo(count: number, limitMs: number): Promise<void> {
    const ready = async () =>
      await this.kubectl(
        "get",
        "statefulset/cache-replica",
        "-o",
        "jsonpath={.status.readyReplicas} {.status.replicas}",
      );
    await pWaitFor(async () => (await ready()) === `${count} ${count}`, { interval: 1000, timeout: limitMs });
    this.replicas = count;
  }

  /** A pod and its volume are lost; the controller makes both anew. */
  async lose(pod: string): Promise<void> {
    await this.kubectl("delete", "--wait=false", `pvc/data-${pod}`);
    await this.delete(pod, "--grace-period=0", "--force");
  }

  /** Asks anew from time to time: a watch of kubectl's that began on an old state may never hear of the new one. */
  async rolledOut(set: string, kind: "statefulset" | "deployment" = "statefulset"): Promise<void> {
    const limit = Date.now() + 300_000;
    for (;;) {
      try {
        await this.kubectl("rollout", "status", `${kind}/${set}`, "--timeout=20s");
        return;
      } catch (error) {
        if (Date.now() > limit || !(error as Error).message.includes("timed out")) throw error;
      }
    }
  }

  async logs(): Promise<string> {
    const { items } = await get<{ items: Pod[] }>(this.namespace, "pods");
    const texts = items.map(async ({ metadata: { name } }) => {
      const log = await this.kubectl("logs", name, "--tail=15", "--all-containers").catch(
        (error: Error) => error.message,
      );
      return `--- ${name}\n${log}`;
    });
    return (await Promise.all(texts)).join("\n");
  }

  private kubectl(...args: string[]): Promise<string> {
    return kubectl(["-n", this.namespace, ...args]);
  }
}

/** The pods of jobs are of no part. */
const nodeSelector = "app.kubernetes.io/instance=cache,app.kubernetes.io/component";

interface Pod {
  metadata: { name: string; uid: string };
  status: { conditions?: { type: string; status: string }[]; containerStatuses: { restartCount: number }[] };
}
