import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathsOf } from "../../providers/local/folder";
import { UserError } from "../terminal/errors";
import { metWithin } from "../process/wait";
import type { HandOverChannel } from "./channel";
import { handOverChannel } from "./channel";
import type { RunFolder, RequestKind } from "./run-folder";

/** The way to the scripts of nodes on this machine; `nodes` is the folder of their folders. */
export function localChannel(nodes: string): HandOverChannel {
  return handOverChannel((node) => localRunFolder(nodes, node, "hand-over"));
}

/** The files in the folder of one of the nodes. */
export function localRunFolder(nodes: string, node: string, subject: RequestKind): RunFolder {
  const { run, log } = pathsOf(join(nodes, node));
  const [request, answer] = [join(run, `${subject}.request`), join(run, `${subject}.answer`)];
  return {
    log,
    isAsked: () => Promise.resolve(readOrEmpty(request) !== ""),
    placeRequest: (text) => Promise.resolve(place(request, text)),
    withdraw: (id) => {
      if (readOrEmpty(request).startsWith(id)) rmSync(request, { force: true });
    },
    answerTo: async (id, { takenWithinMs, answeredWithinMs, taken }) => {
      if (!(await metWithin(takenWithinMs, () => !readOrEmpty(request).startsWith(id)))) return undefined;
      taken();
      const isAnswered = () => readOrEmpty(answer).startsWith(`${id} `);
      return (await metWithin(answeredWithinMs, isAnswered)) ? readOrEmpty(answer) : undefined;
    },
  };
}

/** The file appears with its text in it, and never in place of another one. */
function place(request: string, text: string): boolean {
  const draft = `${request}.${randomUUID()}`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    linkSync(draft, request);
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    throw new UserError(`The node cannot be asked: ${message}`, "Run it as the user that has started the stack.");
  } finally {
    rmSync(draft, { force: true });
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
