import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../cli/terminal/errors";
import type { HandOverChannel } from "../../cli/failover/channel";

/** Asks the master's script for a hand-over to a node of its choice; throws where it does not happen. */
export async function mustHandOver(channel: HandOverChannel, master: string): Promise<void> {
  const { outcome, reason } = await channel.requestHandOver(master, undefined, () => undefined);
  if (outcome !== "done") throw new UserError(`The hand-over was ${outcome}: ${reason || "no reason given"}`);
}

/** What the script of a node logged of its last hand-over. */
export function lastHandOver(nodeFolder: string): string {
  const log = readFileSync(join(nodeFolder, "log", "node.log"), "utf8");
  return log.match(/event=(no-)?hand-over .*/g)?.at(-1) ?? "its script has logged no hand-over";
}
