/**
 * Writes to an instance, which the first line of standard input describes, until that ends; prints the p99 of the
 * answers in ms.
 */
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { applicationClient } from "../../cli/health/connect";
import type { DeployedInstance } from "../../cli/health/deployed";

const pauseBetweenMs = 2;

let over = false;
const input = createInterface({ input: process.stdin });
input.once("line", (line) => void measure(JSON.parse(line) as DeployedInstance));
input.once("close", () => (over = true));

async function measure(instance: DeployedInstance): Promise<void> {
  const client = applicationClient(instance, {});
  const times: number[] = [];
  for (let i = 0; !over; i++) {
    const began = performance.now();
    await client.set(`latency:${i % 100}`, i);
    times.push(performance.now() - began);
    await delay(pauseBetweenMs);
  }
  client.disconnect();
  console.log(times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)]);
}
