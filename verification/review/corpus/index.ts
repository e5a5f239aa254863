import type { Platform } from "../../../configs";
import { changesAtRisk } from "./at-risk";
import { changesOfBackup } from "./backup";
import type { Change } from "./change";
import { combinations } from "./combinations";
import { changesOfClusters, changesOfPods } from "./of-clusters";
import { changesOfEnvoy, changesOfProxies } from "./proxies";
import { singles } from "./singles";
import { changesOfUsers } from "./users";

export { beginning } from "./beginning";
export type { Change } from "./change";
export { elsewhere } from "./elsewhere";
export { refusalOf, sampleOf, statesOf } from "./states";

/** In their order: each begins where the one before has ended. */
export const changes: Record<Exclude<Platform, "docker">, readonly Change[]> = {
  local: [
    ...[...singles, ...changesOfUsers, ...combinations, ...changesOfPods],
    ...[...changesOfClusters, ...changesOfBackup, ...changesOfProxies, ...changesOfEnvoy],
    ...changesAtRisk,
  ],
  kubernetes: [...singles, ...changesOfUsers, ...combinations, ...changesOfPods, ...changesOfProxies],
};
