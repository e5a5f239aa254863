import type { Installation } from "../../../benchmarks/cluster/installation";
import type { LoadResult } from "../../../cli/load";
import type { Way } from "../../../cli/load/writer";
import { milliseconds } from "../../../configs/schema/units";
import { note } from "./results";

/**
 * Does something to an installation while an application writes, and waits until all that was taken away is back; then
 * it is healthy in time (design.md: down-after + 5 s), and no acknowledged write is lost.
 */
export async function underLoad(
  installation: Installation,
  scenario: string,
  disturb: () => Promise<void>,
  moreTimeMs = 0,
  way?: Way,
): Promise<LoadResult> {
  const limitMs = milliseconds(installation.context.settings.sentinel.downAfter) + 5_000 + moreTimeMs;
  const client = await installation.client();
  const load = await client.load(way);
  await disturb();
  const healthyAfterMs = await installation.settled(limitMs);
  const result = await load.stop();
  const { acknowledged, refused, longestPauseMs, lost, unread } = result;
  if (lost === undefined) throw new Error(`the writes could not be read back: ${unread}`);
  note({
    scenario,
    tls: installation.context.settings.tls.enabled,
    outageMs: longestPauseMs,
    healthyAfterMs,
    acknowledged,
    refused: Object.values(refused).reduce((sum, count) => sum + count, 0),
    lost,
  });
  expect({ lost, wrote: acknowledged > 0 }).toEqual({ lost: 0, wrote: true });
  return result;
}
