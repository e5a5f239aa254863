import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { Command, Option } from "commander";
import { errorText, exitCode } from "../../cli/terminal/errors";
import { forwardSignals, throwIfInterrupted } from "../../cli/process/signals";
import { type Change, combinations, singles } from "./corpus";
import { startOnKubernetes } from "./kubernetes";
import { startLocal } from "./local";
import { changeText, verifiedTable } from "./table";
import { type Verified, verify } from "./verify";

// p-wait-for adds a listener at each look.
setMaxListeners(0);

const program = new Command("npm run review:verify --")
  .description("apply changes to a running stack, and compare what `redis-cache review` says of each with what happens")
  .addOption(new Option("--platform <name>", "where").choices(["local", "kubernetes"]).default("local"))
  .addOption(new Option("--cases <number>", "so many of the changes, spread over all").argParser(Number))
  .action(verifyAll);

interface Options {
  platform: "local" | "kubernetes";
  cases?: number;
}

async function verifyAll({ platform, cases }: Options): Promise<void> {
  console.log(`Deploying a stack on platform ${platform}`);
  const place = await (platform === "local" ? startLocal() : startOnKubernetes());
  const isPossible = (change: Change) => Object.keys(change).every((path) => !place.fixed.includes(path));
  const changes = spread([...singles, ...combinations].filter(isPossible), cases);
  const rows: Verified[] = [];
  try {
    await place.mark(randomUUID());
    for (const change of changes) {
      throwIfInterrupted();
      const row = await verify(place, change);
      rows.push(row);
      const outcome = row.wrong.length === 0 ? "agree" : row.wrong.join("; ");
      console.log(
        `${rows.length}/${changes.length} ${changeText(change).replaceAll("\n", ", ")}: ${row.said}: ${outcome}`,
      );
    }
  } finally {
    place.close();
    if (rows.length > 0) console.log(verifiedTable(rows));
  }
  const wrong = rows.filter((row) => row.wrong.length > 0).length;
  console.log(`${rows.length - wrong} of ${rows.length} changes did what the review said`);
  if (wrong > 0) process.exitCode = 1;
}

/** So many of a list, as far from each other as can be. */
function spread<T>(all: readonly T[], count = all.length): T[] {
  const few = Math.min(count, all.length);
  return Array.from({ length: few }, (_, i) => all[Math.floor((i * all.length) / few)]!);
}

forwardSignals();
program.parseAsync().catch((error: unknown) => {
  console.error(errorText(error));
  process.exitCode = exitCode(error);
});
