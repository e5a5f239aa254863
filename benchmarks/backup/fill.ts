import { randomBytes } from "node:crypto";
import { applicationClient } from "../../cli/health/connect";
import type { DeployedInstance } from "../../cli/health/deployed";

const valueBytes = 1_000;
const together = 1_000;

/** Writes values that no compression makes smaller. */
export async function fill(instance: DeployedInstance, megabytes: number): Promise<void> {
  const client = applicationClient(instance, {});
  const noise = randomBytes(8 * 1024 * 1024);
  for (let first = 0; first < (megabytes * 1e6) / valueBytes; first += together) {
    const pairs = Array.from({ length: together }, (_, i) => [`key:${first + i}`, sliceOf(noise, first + i)]).flat();
    await client.mset(...pairs);
  }
  client.disconnect();
}

/** Another piece for each key. */
function sliceOf(noise: Buffer, key: number): Buffer {
  const start = (key * 7_919) % (noise.length - valueBytes);
  return noise.subarray(start, start + valueBytes);
}
