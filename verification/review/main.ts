import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { errorText, exitCode } from "../../cli/terminal/errors";
import { forwardSignals, throwIfInterrupted } from "../../cli/process/signals";
import { type Change, changes, sampleOf } from "./corpus";
import { startOnKubernetes } from "./kubernetes";
import { startLocal } from "./local";
import { takesActiveDefrag } from "./nodes";
import { changeText, verifiedTable } from "./table";
import { Verification, type Verified } from "./verify";

// p-wait-for adds a listener at each look.
setMaxListeners(0);

const program = new Command("npm run review:verify --")
  .description("apply changes to a running stack, and compare what `redis-cache review` says of each with what happens")
  .addOption(new Option("--platform <name>", "where").choices(["local", "kubernetes"]).default("local"))
  .addOption(new Option("--cases <number>", "so many of the changes, spread over all").argParser(Number))
  .option("--changes <file>", "a list of others, in JSON: settings by their path, null takes one away")
  .option("--only <pattern>", "only changes of settings whose path matches this regular expression")
  .action(verifyAll);

interface Options {
  platform: keyof typeof changes;
  cases?: number;
  only?: string;
  changes?: string;
}

async function verifyAll({ platform, cases, only = "", changes: file }: Options): Promise<void> {
  console.log(`Deploying a stack on platform ${platform}`);
  const place = await (platform === "local" ? startLocal() : startOnKubernetes());
  const fixed = [...place.fixed, ...((await place.use(takesActiveDefrag)) ? [] : ["memory.activeDefrag"])];
  const isPossible = (change: Change) => Object.keys(change).every((path) => !fixed.includes(path));
  const all = file === undefined ? changes[platform] : changesIn(file);
  const isWanted = (change: Change) => Object.keys(change).some((path) => new RegExp(only).test(path));
  const possible = all.filter(isPossible).filter(isWanted);
  const chosen = cases === undefined ? possible : sampleOf(possible, cases);
  const rows: Verified[] = [];
  const verification = new Verification(place, randomUUID());
  try {
    for (const change of chosen) {
      throwIfInterrupted();
      const row = await verification.verify(change);
      rows.push(row);
      const outcome = row.wrong.length === 0 ? "agree" : row.wrong.join("; ");
      console.log(
        `${rows.length}/${chosen.length} ${changeText(change).replaceAll("\n", ", ")}: ${row.said}: ${outcome}`,
      );
    }
  } finally {
    verification.close();
    place.close();
    if (rows.length > 0) console.log(verifiedTable(rows));
  }
  const wrong = rows.filter((row) => row.wrong.length > 0).length;
  console.log(`${rows.length - wrong} of ${rows.length} changes did what the review said`);
  if (wrong > 0) process.exitCode = 1;
}

function changesIn(file: string): Change[] {
  const written = JSON.parse(readFileSync(file, "utf8")) as Change[];
  return written.map((change) =>
    Object.fromEntries(Object.entries(change).map(([path, to]) => [path, to ?? undefined])),
  );
}

forwardSignals();
program.parseAsync().catch((error: unknown) => {
  console.error(errorText(error));
  process.exitCode = exitCode(error);
});
