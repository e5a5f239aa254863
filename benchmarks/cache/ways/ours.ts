import { Cache, createClient } from "../../../clients/node/src";
import type { FetchOptions } from "../../../clients/node/src";
import type { Place, Way } from "./way";

/** The client of this repository. */
export function open(place: Place): Way {
  const cache = new Cache(clientOf(place), { prefix: "ours" });
  return {
    fetch: (key, load, { early, ...options }) =>
      cache.fetch(key, load, { ...options, ...(early && { refresh: "early" }) } as FetchOptions),
    delete: (key) => cache.delete(key),
    invalidate: (tag) => cache.invalidate({ tags: [tag] }),
  };
}

function clientOf({ folder, port, sentinels, masterName, username, password, ca }: Place) {
  if (folder !== undefined) return createClient({ folder });
  const url = `${ca === undefined ? "redis" : "rediss"}://127.0.0.1:${port}`;
  return createClient({ ...(sentinels ? { sentinels, masterName } : { url }), username, password, ca });
}
