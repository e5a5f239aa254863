import { randomInt } from "node:crypto";
import getPort, { portNumbers } from "get-port";

// Below the ports that systems give to clients.
const [lowestPort, highestPort] = [20_000, 30_000];

/** The first of several free ports in a row, which nodes of a kind have. */
export async function freePorts(count: number): Promise<number> {
  const first = await getPort({ port: portNumbers(randomInt(lowestPort, highestPort), highestPort + count) });
  for (let port = first + 1; port < first + count; port++) {
    if ((await getPort({ port })) !== port) return freePorts(count);
  }
  return first;
}
