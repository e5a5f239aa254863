import type { HandOverChannel } from "../../cli/failover/channel";
import type { Endpoint } from "../../cli/health/deployed";
import { mustHandOver } from "../../benchmarks/failover/hand-over";
import type { LocalStack } from "../../benchmarks/failover/local-stack";
import { serverOf, thaw } from "../../benchmarks/failover/processes";

/** What makes the master move, and what is done afterwards. */
export interface MoveOfMaster {
  title: string;
  /** Only a node that has been master for 30 s is treated by its script as one that does not crash all the time. */
  needsRest: boolean;
  /** None may be lost that was acknowledged. */
  keepsAll: boolean;
  cause: (stack: LocalStack, master: Endpoint) => void | Promise<void>;
  mend?: (stack: LocalStack) => void;
}

let hung: number | undefined;

export const moves = {
  planned: {
    title: "planned hand-over",
    needsRest: false,
    keepsAll: true,
    cause: ({ channel }: { channel: HandOverChannel }, { name }: Endpoint) => mustHandOver(channel, name),
  },
  crash: {
    title: "kill -9 of the master's server",
    needsRest: true,
    // A plain write of the last milliseconds may go with the server.
    keepsAll: false,
    cause: ({ nodeFolder }, { name }) => void process.kill(serverOf(nodeFolder(name)).pid, "SIGKILL"),
  },
  hung: {
    title: "hung master",
    needsRest: true,
    keepsAll: false,
    cause: ({ nodeFolder }, { name }) => void process.kill((hung = serverOf(nodeFolder(name)).pid), "SIGSTOP"),
    mend: () => thaw(hung),
  },
} satisfies Record<string, MoveOfMaster>;
export type MoveName = keyof typeof moves;

export const moveNames = Object.keys(moves) as MoveName[];
