import { randomInt } from "node:crypto";
import getPort, { portNumbers } from "get-port";

// Below the ports that systems give to clients. Tests at the same time draw from ranges of their own: what one has
// found free would else be taken by another before it is used.
const ranges = 8;
const rangeSize = 1_500;
const lowestPort = 20_000 + (Number(process.env.JEST_WORKER_ID ?? 1) % ranges) * rangeSize;
const highestPort = lowestPort + rangeSize;

/** The first of several free ports in a row, which nodes of a kind have. */
export async function freePorts(count: number): Promise<number> {
  const first = await getPort({ port: portNumbers(randomInt(lowestPort, highestPort - count), highestPort) });
  for (let port = first + 1; port < first + count; port++) {
    if ((await getPort({ port })) !== port) return freePorts(count);
  }
  return first;
}
