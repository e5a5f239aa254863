import { randomUUID } from "node:crypto";
import { UserError } from "../terminal/errors";
import type { Report } from "../terminal/steps";
import { withCleanup } from "../process/signals";
import type { HandOverAnswer } from "./answer";
import { parseAnswer } from "./answer";
import type { RunFolder, RequestKind } from "./run-folder";

/** How the scripts of an instance's nodes are asked for a hand-over; they are the only ones that act. */
export interface HandOverChannel {
  /** Whether a request waits that the node's script has not taken yet. */
  isAsked(node: string): Promise<boolean>;
  /**
   * Asks the script of the master and resolves with its answer; `to` is the node to take over, else the script chooses.
   */
  requestHandOver(node: string, to: string | undefined, report: Report): Promise<HandOverAnswer>;
}

/** The script looks for a request once a second, and after what it is doing. */
const takenWithinMs = 30_000;
/** Longer than every limit in the script's own steps. */
const answeredWithinMs = 60_000;

/** Asks by files in the nodes' run folders. */
export function handOverChannel(folderOf: (node: string) => RunFolder): HandOverChannel {
  return {
    isAsked: (node) => folderOf(node).isAsked(),
    requestHandOver: async (node, to, report) => {
      const id = randomUUID();
      const text = `${id} ${to ?? "-"}`;
      return askScript(folderOf(node), { subject: "hand-over", node, id, text, answeredWithinMs, report });
    },
  };
}

/** A request to the script of a node; its line begins with the id. */
export interface Asked {
  subject: RequestKind;
  node: string;
  id: string;
  text: string;
  answeredWithinMs: number;
  report: Report;
}

/** Asks the script of a node for something and resolves with its answer. */
export async function askScript(folder: RunFolder, asked: Asked): Promise<HandOverAnswer> {
  if (!(await folder.placeRequest(`${asked.text}\n`))) {
    throw new UserError(`${asked.node} has just been asked for another ${asked.subject}.`, "Wait for its end.");
  }
  // Only a request that nobody has taken can be withdrawn.
  return withCleanup(
    () => folder.withdraw(asked.id),
    () => answer(folder, asked),
  );
}

async function answer(folder: RunFolder, { node, id, answeredWithinMs, report }: Asked): Promise<HandOverAnswer> {
  let isTaken = false;
  const taken = () => {
    isTaken = true;
    report(`${node} is at it`);
  };
  report(`waiting for the script of ${node}`);
  const line = await folder.answerTo(id, { takenWithinMs, answeredWithinMs, taken });
  const answered = line === undefined ? undefined : parseAnswer(line, id);
  if (answered) return answered;
  if (!isTaken) {
    throw new UserError(
      `The script of ${node} has not taken the request within ${takenWithinMs / 1000} s; it is withdrawn.`,
      `See ${folder.log}, and whether the node runs scripts of this version: \`redis-cache up\`.`,
    );
  }
  throw new UserError(
    `The script of ${node} has taken the request, but not answered within ${answeredWithinMs / 1000} s.`,
    `See ${folder.log} and \`redis-cache status\`.`,
  );
}
