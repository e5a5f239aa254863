import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { UserError } from "../../cli/terminal/errors";
import type { DeployedInstance } from "../../cli/health/deployed";
import type { Figure } from "../figures";
import type { Tell } from "./parts";
import type { Paced, Percentiles } from "./paced-client";
import { type Address, targetsOf } from "./targets";

const connections = 50;
const perSecond = 5_000;

/** What a request takes at a fixed rate, directly and through the proxy by turns. */
export async function measureLatency(
  instance: DeployedInstance,
  { runs, seconds }: { runs: number; seconds: number },
  tell: Tell,
): Promise<Figure[]> {
  const targets = await targetsOf(instance);
  const found: Record<keyof typeof targets, Percentiles[]> = { direct: [], through: [] };
  for (let run = 1; run <= runs; run++) {
    tell(`${perSecond} requests a second, run ${run} of ${runs}`);
    for (const way of ["direct", "through"] as const) {
      found[way].push(await measurePaced(instance, targets[way], seconds));
    }
  }
  const what = `${perSecond} requests/s over ${connections} connections`;
  const values = (way: keyof typeof targets, name: keyof Percentiles) => found[way].map((one) => one[name]);
  const figure = (name: "p50" | "p99", goal: Figure["goal"]): Figure => ({
    what: `${what}: ${name} through the proxy, beside direct`,
    values: values("through", name),
    beside: values("direct", name),
    unit: "ms",
    goal,
  });
  return [
    figure("p50", { atMost: 0.1, of: "difference" }),
    figure("p99", { atMost: 1.5, of: "ratio" }),
    {
      what: `${what}: answered through the proxy, beside direct`,
      values: values("through", "perSecond"),
      beside: values("direct", "perSecond"),
      unit: "requests/s",
    },
  ];
}

/** By a process of its own: this one would be late. */
async function measurePaced(instance: DeployedInstance, at: Address, seconds: number): Promise<Percentiles> {
  const { username, password } = instance.connection;
  const paced: Paced = { ...at, username, password, connections, perSecond, seconds };
  // With the arguments by which this process knows TypeScript.
  const node = [...process.execArgv, require.resolve("./paced-client"), JSON.stringify(paced)];
  const client = spawn(process.execPath, node, { stdio: ["ignore", "pipe", "inherit"] });
  const [exit, printed] = [once(client, "exit"), text(client.stdout)];
  const [code] = (await exit) as [number | null];
  if (code !== 0) throw new UserError(`The client that sends requests ended with code ${code}.`);
  return JSON.parse(await printed) as Percentiles;
}
