/**
 * Runs inside the cluster, in a pod of its own: asks all nodes, or writes as an application does. Bundled into one file, so that
 * any image with Node will do.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { DeployedInstance } from "../../../cli/health/deployed";
import { judge } from "../../../cli/health/judge";
import { observe } from "../../../cli/health/observe";
import { WriteLoad } from "../../../cli/load";

const instance = JSON.parse(readFileSync(join(__dirname, "instance.json"), "utf8")) as DeployedInstance;

/** One line: what every node says, and what of it is not as it should be. */
async function health(): Promise<void> {
  const view = await observe(instance);
  say({ view, problems: judge(view) });
}

/** Writes until its standard input ends, and says how it went; a line for the first write and for each pause. */
async function load(): Promise<void> {
  const writers = new WriteLoad(instance, 2, (pauseMs) => say({ pauseMs }));
  await writers.start();
  say({ started: true });
  await new Promise<void>((resolve) => createInterface({ input: process.stdin }).once("close", resolve));
  say(await writers.stop());
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const work = { health, load }[process.argv[2] as "health" | "load"];
work().catch((error: Error) => {
  say({ error: error.message });
  process.exitCode = 1;
});
