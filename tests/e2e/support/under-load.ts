import type { Installation } from "../../../benchmarks/cluster/installation";
import { note } from "./results";

/** How long the instance has to be healthy again, from when all that was taken away is back. */
const settleLimitMs = 60_000;

/** Does something to an installation while an application writes; afterwards it is healthy, and no acknowledged write is lost. */
export async function underLoad(
  installation: Installation,
  scenario: string,
  disturb: () => Promise<void>,
): Promise<void> {
  const client = await installation.client();
  const load = await client.load();
  await disturb();
  await installation.settled(settleLimitMs);
  const { acknowledged, refused, longestPauseMs, lost, unread } = await load.stop();
  if (lost === undefined) throw new Error(`the writes could not be read back: ${unread}`);
  note({
    scenario,
    tls: installation.context.settings.tls.enabled,
    outageMs: longestPauseMs,
    acknowledged,
    refused: Object.values(refused).reduce((sum, count) => sum + count, 0),
    lost,
  });
  expect({ lost, wrote: acknowledged > 0 }).toEqual({ lost: 0, wrote: true });
}
