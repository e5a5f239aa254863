import { setTimeout as delay } from "node:timers/promises";
import { applicationClient } from "../../cli/health/connect";
import type { DeployedInstance } from "../../cli/health/deployed";

/** The time in ms within which 99 of 100 writes are answered by the master while `work` lasts. */
export async function watchLatency(instance: DeployedInstance, work: () => Promise<unknown>): Promise<number> {
  const client = applicationClient(instance, {});
  const times: number[] = [];
  let over = false;
  const watch = async () => {
    for (let i = 0; !over; i++) {
      const began = performance.now();
      await client.set(`latency:${i % 100}`, i);
      times.push(performance.now() - began);
      await delay(2);
    }
  };
  await Promise.all([watch(), work().finally(() => (over = true))]);
  client.disconnect();
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)]!;
}
