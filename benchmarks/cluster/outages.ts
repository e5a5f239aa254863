import pWaitFor from "p-wait-for";
import type { RunningLoad } from "./client-pod";
import type { Installation } from "./installation";
import type { NodeAgent } from "./node-agent";

/** Something that takes the master away, and how long an application may notice it. */
export interface Outage {
  part: string;
  what: string;
  limitMs: number;
  /** Whether the node has to have been master for a while (HA rule 6.3). */
  rests?: boolean;
  /**
   * Whether the pod's container ends: a kubelet starts it again ever more slowly, so the pod is made anew after each
   * run.
   */
  backsOff?: boolean;
  cause: (scene: OutageScene) => Promise<void>;
}

/** What an outage happens to. */
interface OutageScene {
  installation: Installation;
  master: string;
  load: RunningLoad;
  agent: NodeAgent;
}

const downAfterMs = 3_000;

export const outages = [
  {
    part: "roll",
    what: "planned rolling restart of the master",
    limitMs: 500,
    cause: async ({ installation, master }) => {
      await installation.kubectl("rollout", "restart", `statefulset/${master.replace(/-\d+$/, "")}`);
      await installation.pods.allRolledOut();
    },
  },
  {
    part: "crash",
    what: "kill -9 of the master's server",
    limitMs: 600,
    rests: true,
    backsOff: true,
    cause: async ({ installation, master, load }) => {
      await installation.kubectl("exec", master, "-c", "redis", "--", "sh", "-c", killServer);
      await writtenElsewhere({ installation, master, load });
    },
  },
  {
    part: "container",
    what: "master's container killed",
    limitMs: 3_000,
    rests: true,
    backsOff: true,
    cause: async ({ installation, master, load, agent }) => {
      await agent.signal(installation.namespace, master, "redis", "KILL");
      await writtenElsewhere({ installation, master, load });
    },
  },
  {
    part: "pod",
    what: "master's pod deleted with grace 0",
    limitMs: 4_000,
    cause: ({ installation, master }) => installation.pods.delete(master, "--grace-period=0", "--force"),
  },
  {
    part: "pause",
    what: "master's container paused",
    limitMs: downAfterMs + 1_500,
    cause: async ({ installation, master, load, agent }) => {
      await agent.signal(installation.namespace, master, "redis", "STOP");
      await writtenElsewhere({ installation, master, load });
      await agent.signal(installation.namespace, master, "redis", "CONT");
    },
  },
] as const satisfies readonly Outage[];

/**
 * Waits for the load to go on before anything is asked: every command of kubectl, and every start of Node in a pod,
 * takes processor time that the scripts of the nodes need at that moment.
 */
async function writtenElsewhere({ installation, master, load }: Omit<OutageScene, "agent">): Promise<void> {
  const before = load.pauses.length;
  await pWaitFor(() => load.pauses.slice(before).some((ms) => ms >= 100), { interval: 50, timeout: 60_000 });
  await installation.anotherMaster(master);
}

export const killServer = 'kill -9 "$(cat "$RUN_DIR/redis.pid")"';
