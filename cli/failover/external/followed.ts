import type { Instance } from "../../../configs";
import type { DeployedInstance } from "../../health/deployed";
import { addressOf, observe } from "../../health/observe";
import { metWithin } from "../../process/wait";

/** A Redis outside, and the node that follows it. */
export interface Followed {
  /** `host:port`. */
  address: string;
  home: string;
}

/**
 * What an instance follows until its cut-over, once that is in sync; undefined where the instance has a master, has
 * nothing to follow, or is not in sync in time.
 */
export async function followedWithin(
  limitMs: number,
  instance: DeployedInstance,
  { bootstrap }: Pick<Instance, "bootstrap">,
): Promise<Followed | undefined> {
  if (!bootstrap) return undefined;
  const address = addressOf(bootstrap.replicaOf);
  let followed: Followed | undefined;
  const isDecided = async () => {
    const { redis } = await observe(instance);
    const home = redis.find(({ follows, linked }) => follows === address && linked);
    followed = home && { address, home: home.name };
    return followed !== undefined || redis.some(({ role }) => role === "master");
  };
  await metWithin(limitMs, isDecided, 100);
  return followed;
}
