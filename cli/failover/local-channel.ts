import { randomUUID } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathsOf } from "../../providers/local/folder";
import { UserError } from "../errors";
import type { Report } from "../report";
import { withCleanup } from "../signals";
import { metWithin } from "../wait";
import type { HandOverAnswer } from "./answer";
import { parseAnswer } from "./answer";
import type { HandOverChannel } from "./channel";

/** The script looks for a request once a second, and after what it is doing. */
const takenWithinMs = 10_000;
/** Longer than every limit in the script's own steps. */
const answeredWithinMs = 60_000;

/** Files in the run folders of nodes on this machine, below `nodes`. */
export function localChannel(nodes: string): HandOverChannel {
  const runFolder = (node: string) => pathsOf(join(nodes, node)).run;
  return {
    isAsked: (node) => Promise.resolve(existsSync(requestFile(runFolder(node)))),
    requestHandOver: async (node, to, report) => {
      const [folder, id] = [runFolder(node), randomUUID()];
      ask(folder, node, `${id} ${to ?? "-"}\n`);
      // Only a request that nobody has taken can be withdrawn.
      return withCleanup(
        () => withdraw(folder, id),
        () => answer(folder, { node, id, report }),
      );
    },
  };
}

const requestFile = (folder: string) => join(folder, "hand-over.request");
const answerFile = (folder: string) => join(folder, "hand-over.answer");

/** The file appears with its text in it, and never in place of another one. */
function ask(folder: string, node: string, text: string): void {
  const draft = `${requestFile(folder)}.${randomUUID()}`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    linkSync(draft, requestFile(folder));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST")
      throw new UserError(`${node} has just been asked for another hand-over.`, "Wait for its end.");
    throw new UserError(`${node} cannot be asked: ${message}`, "Run it as the user that has started the stack.");
  } finally {
    rmSync(draft, { force: true });
  }
}

interface Asked {
  node: string;
  id: string;
  report: Report;
}

async function answer(folder: string, { node, id, report }: Asked): Promise<HandOverAnswer> {
  report(`waiting for the script of ${node}`);
  const isTaken = () => !readOrEmpty(requestFile(folder)).startsWith(id);
  if (!(await metWithin(takenWithinMs, isTaken))) {
    throw new UserError(
      `The script of ${node} has not taken the request within ${takenWithinMs / 1000} s; it is withdrawn.`,
      `See ${join(folder, "..", "log", "node.log")}, and whether the node runs scripts of this version: \`redis-cache up\`.`,
    );
  }
  report(`${node} hands over`);
  const read = () => parseAnswer(readOrEmpty(answerFile(folder)), id);
  if (await metWithin(answeredWithinMs, () => read() !== undefined)) return read()!;
  throw new UserError(
    `The script of ${node} has taken the request, but not answered within ${answeredWithinMs / 1000} s.`,
    `See ${join(folder, "..", "log", "node.log")} and \`redis-cache status\`.`,
  );
}

function withdraw(folder: string, id: string): void {
  if (readOrEmpty(requestFile(folder)).startsWith(id)) rmSync(requestFile(folder), { force: true });
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
