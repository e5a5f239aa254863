import type { Platform } from "../../configs";
import { UserError } from "../errors";
import type { Report } from "../report";
import type { HandOverAnswer } from "./answer";
import { localChannel } from "./local-channel";

/** How the scripts of an instance's nodes are asked for a hand-over; they are the only ones that act. */
export interface HandOverChannel {
  /** Whether a request waits that the node's script has not taken yet. */
  isAsked(node: string): Promise<boolean>;
  /** Asks the script of the master and resolves with its answer; `to` is the node to take over, else the script chooses. */
  requestHandOver(node: string, to: string | undefined, report: Report): Promise<HandOverAnswer>;
}

/** The way to the scripts on a platform; throws where there is none yet. `nodes` is the folder of nodes on this machine. */
export function channelFor(platform: Platform, nodes: string): HandOverChannel {
  switch (platform) {
    case "local":
      return localChannel(nodes);
    case "kubernetes":
      throw new UserError(
        "redis-cache:platform = kubernetes: the script in a pod cannot be asked for a hand-over yet.",
        "Use a stack on platform local.",
      );
    default: {
      const exhaustiveCheck: never = platform;
      return exhaustiveCheck;
    }
  }
}
