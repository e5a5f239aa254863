import { run } from "../../cli/process";
import { UserError } from "../../cli/terminal/errors";
import type { DeployedInstance } from "../../cli/health/deployed";
import type { Figure } from "../figures";
import type { Tell } from "./parts";
import { type Address, targetsOf } from "./targets";

const connections = 50;
const bytes = 100;

/** Requests that a connection has under way, and the least ratio to direct. */
const depths: { depth: number; goal?: Figure["goal"] }[] = [
  { depth: 1 },
  { depth: 16, goal: { atLeast: 0.9, of: "ratio" } },
];

/** How many requests of redis-benchmark are answered at full speed, directly and through the proxy by turns. */
export async function measureSaturation(
  instance: DeployedInstance,
  { runs, requests }: { runs: number; requests: number },
  tell: Tell,
): Promise<Figure[]> {
  const targets = await targetsOf(instance);
  const figures: Figure[] = [];
  for (const { depth, goal } of depths) {
    const found: Record<string, { direct: number[]; through: number[] }> = {};
    for (let turn = 1; turn <= runs; turn++) {
      tell(`full speed, -P ${depth}, run ${turn} of ${runs}`);
      for (const way of ["direct", "through"] as const) {
        const rates = await fullSpeed(instance, targets[way], { depth, requests: requests * Math.min(depth, 4) });
        for (const [test, rate] of Object.entries(rates)) (found[test] ??= { direct: [], through: [] })[way].push(rate);
      }
    }
    for (const [test, { direct, through }] of Object.entries(found)) {
      const what = `full speed, ${test} -P ${depth}, ${connections} connections: through the proxy, beside direct`;
      figures.push({ what, values: through, beside: direct, unit: "requests/s", ...(goal && { goal }) });
    }
  }
  return figures;
}

/** Requests a second, by test. */
async function fullSpeed(
  { connection: { username, password } }: DeployedInstance,
  { host, port }: Address,
  { depth, requests }: { depth: number; requests: number },
): Promise<Record<string, number>> {
  const args = ["-h", host, "-p", port, "--user", username, "-a", password, "-t", "set,get", "--csv"];
  const load = ["-c", connections, "-n", requests, "-d", bytes, "-P", depth];
  const { code, stdout, stderr } = await run("redis-benchmark", [...args, ...load].map(String));
  const rates = [...stdout.matchAll(/^"(SET|GET)","([\d.]+)"/gm)].map(([, test, rate]) => [test!, Number(rate)]);
  if (code !== 0 || rates.length !== 2) throw new UserError(`redis-benchmark ended with code ${code}: ${stderr}`);
  return Object.fromEntries(rates) as Record<string, number>;
}
