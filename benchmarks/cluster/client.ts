/**
 * Runs inside the cluster, in a pod of its own: asks all nodes, or writes as an application does. Bundled into one
 * file, so that any image with Node will do.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import type { DeployedInstance } from "../../cli/health/deployed";
import { judge } from "../../cli/health/judge";
import { observe } from "../../cli/health/observe";
import { WriteLoad } from "../../cli/load";
import type { Way } from "../../cli/load/writer";

const instance = JSON.parse(readFileSync(join(__dirname, "instance.json"), "utf8")) as DeployedInstance;

/** One line: what every node says, and what of it is not as it should be, once that is nothing or the time is over. */
async function health(replicas: string, limitMs = "0"): Promise<void> {
  const nodes = { ...instance, redis: instance.redis.slice(0, 1 + Number(replicas)) };
  const began = performance.now();
  for (;;) {
    const view = await observe(nodes);
    const [problems, waitedMs] = [judge(view), performance.now() - began];
    if (problems.length === 0 || waitedMs >= Number(limitMs)) return say({ view, problems, waitedMs });
    await delay(200);
  }
}

/** Writes until its standard input ends, and says how it went; a line for the first write and for each pause. */
async function load(way: string): Promise<void> {
  const writers = new WriteLoad(instance, 2, (pauseMs) => say({ pauseMs }), { way: way as Way });
  await writers.start();
  say({ started: true });
  await new Promise<void>((resolve) => createInterface({ input: process.stdin }).once("close", resolve));
  say(await writers.stop());
}

/**
 * Asks what takes the replicas' processors behind their Service, about half a core each of two, until its standard
 * input ends.
 */
async function reads(host: string, port: string): Promise<void> {
  const { username, password, ca } = instance.connection;
  const login = { host, port: Number(port), username, password, ...(ca !== undefined && { tls: { ca } }) };
  const clients = Array.from({ length: 3 }, () => new Redis(login));
  let ended = false;
  createInterface({ input: process.stdin }).once("close", () => (ended = true));
  say({ started: true });
  await Promise.all(
    clients.map(async (client) => {
      while (!ended) {
        await client.eval_ro(slowRead, 0).catch(() => undefined);
        await delay(5);
      }
      client.disconnect();
    }),
  );
  say({ ended });
}

/** A few milliseconds. */
const slowRead = "for i = 1, 500000 do end return 1";

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const [, , work, ...args] = process.argv;
const works: Record<string, (...args: string[]) => Promise<void>> = { health, load, reads };
works[work!]!(...args).catch((error: Error) => {
  say({ error: error.message });
  process.exitCode = 1;
});
