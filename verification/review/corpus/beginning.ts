import type { Change } from "./change";

/** A stack to begin with: little of everything, so that a change is over soon. */
export const beginning: Change = {
  "memory.limit": "256Mi",
  "memory.activeDefrag": false,
  "storage.keep": false,
  "sentinel.downAfter": "3s",
  "stop.pause": "1500ms",
  "extra.redis.hz": "10",
  "extra.redis.slowlog-max-len": "128",
  "extra.redis.io-threads": "1",
};
