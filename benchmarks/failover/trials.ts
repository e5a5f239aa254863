import type { Endpoint } from "../../cli/health/deployed";
import type { ClientName } from "./client";
import { clientNames, proxyClientNames } from "./client";
import { lastHandOver, mustHandOver } from "./hand-over";
import type { LocalStack } from "./local-stack";
import type { Trial } from "./measure";
import type { PlainInstance } from "./plain";
import { serverOf, thaw } from "./processes";

// Alone, because three clients that write without pause take more than two cores.
const eachAlone = clientNames.map((name) => [name]);
// Where seconds of waiting make the gap. Without a time limit ioredis waits as long as the master is frozen.
const together: ClientName[][] = [["ioredis", "redis-py"]];

/** Those too that know the proxy alone, where there is one. */
const withProxy = ({ instance }: LocalStack, clients: readonly ClientName[][]) =>
  instance.connection.proxy ? [...clients, ...proxyClientNames.map((name) => [name])] : clients;

/** A script hands over after a crash, and ends a server that stands still, only if its node was master for 30 s. */
const restMs = 33_000;

export function plannedTrial(stack: LocalStack, runs: number): Trial {
  const { instance, folder, nodeFolder, channel } = stack;
  return {
    ...{ series: "planned", runs, clients: withProxy(stack, eachAlone), instance, folder, limitMs: 30_000 },
    cause: ({ name }) => mustHandOver(channel, name),
    explain: ({ name }) => lastHandOver(nodeFolder(name)),
  };
}

export function crashTrial(stack: LocalStack, runs: number): Trial {
  const { instance, folder, nodeFolder } = stack;
  return {
    ...{ series: "crash", runs, clients: withProxy(stack, eachAlone), instance, folder, limitMs: 30_000, restMs },
    cause: ({ name }) => void process.kill(serverOf(nodeFolder(name)).pid, "SIGKILL"),
    explain: ({ name }) => lastHandOver(nodeFolder(name)),
  };
}

export function frozenTrial(stack: LocalStack, runs: number): Trial {
  const { instance, folder, nodeFolder } = stack;
  let frozen: number | undefined;
  return {
    ...{ series: "frozen", runs, clients: withProxy(stack, together), instance, folder, limitMs: 60_000, restMs },
    cause: ({ name }) => void process.kill((frozen = serverOf(nodeFolder(name)).pid), "SIGSTOP"),
    mend: () => thaw(frozen),
  };
}

/** What plain Redis and Sentinel do, with fewer runs where each takes long. */
export function plainTrials(plain: PlainInstance, runs: number): Trial[] {
  const { instance, folder, failOver, killServer, startReplica } = plain;
  const shared = { instance, folder };
  const crash = (series: Trial["series"], downAfterMs: number, most: number): Trial => ({
    ...{ ...shared, series, runs: Math.min(runs, most), clients: together, limitMs: downAfterMs + 60_000 },
    cause: async (master: Endpoint) => {
      await plain.setDownAfter(downAfterMs);
      await killServer(master);
    },
    mend: startReplica,
  });
  return [
    { ...shared, series: "plainFailover", runs, clients: eachAlone, limitMs: 60_000, cause: failOver },
    crash("plainCrash5", 5_000, 5),
    crash("plainCrash10", 10_000, 5),
    crash("plainCrash30", 30_000, 3),
    crash("plainCrash60", 60_000, 3),
  ];
}
