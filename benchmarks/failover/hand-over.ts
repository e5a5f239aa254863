import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pWaitFor from "p-wait-for";
import { UserError } from "../../cli/errors";

/** What the master's script says of a hand-over that it was asked for. */
export interface Answer {
  id: string;
  outcome: string;
  fields: Record<string, string>;
}

const answerLimitMs = 20_000;

/** Asks the script of the master, whose run folder this is, for a hand-over to a node of its choice. */
export async function requestHandOver(runFolder: string, id: string): Promise<Answer> {
  const request = join(runFolder, "hand-over.request");
  writeFileSync(`${request}.new`, `${id} -\n`);
  renameSync(`${request}.new`, request);
  let answer: Answer | undefined;
  const answered = () => {
    answer = readAnswer(join(runFolder, "hand-over.answer"));
    return answer?.id === id;
  };
  await pWaitFor(answered, { interval: 20, timeout: answerLimitMs });
  if (answer!.outcome === "done") return answer!;
  throw new UserError(`The hand-over was ${answer!.outcome}: ${answer!.fields.reason ?? "no reason given"}`);
}

function readAnswer(file: string): Answer | undefined {
  return existsSync(file) ? parseAnswer(readFileSync(file, "utf8")) : undefined;
}

/** `ID done|refused|failed key=value key="two words" ...` */
export function parseAnswer(line: string): Answer {
  const [id, outcome] = line.trim().split(/\s+/, 2);
  const fields = [...line.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g)].map(([, key, quoted, plain]) => [
    key,
    quoted ?? plain,
  ]);
  return { id: id ?? "", outcome: outcome ?? "", fields: Object.fromEntries(fields) as Record<string, string> };
}

/** What the script of a node logged of its last hand-over. */
export function lastHandOver(nodeFolder: string): string {
  const log = readFileSync(join(nodeFolder, "log", "node.log"), "utf8");
  return log.match(/event=(no-)?hand-over .*/g)?.at(-1) ?? "its script has logged no hand-over";
}
