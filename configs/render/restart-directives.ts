import { liveness, type ServerVersion } from "../directives";
import type { InstanceContext } from "../instance/context";
import { parseConf } from "./parse-conf";
import { renderRedisConf } from "./redis-conf";
import { renderReplicaConf } from "./replica-conf";

/** The directives of an instance's files that its server reads only at a start, sorted. */
export function restartDirectives(context: InstanceContext): string[] {
  const lines = [renderRedisConf(context), renderReplicaConf(context)].flatMap(parseConf);
  const names = lines.map(({ name }) => name).filter((name) => !isLive(context.settings.server, name));
  return [...new Set(names)].sort();
}

/** True where CONFIG SET changes the directive, whatever its value, while the server runs. */
export function isLive(server: ServerVersion, name: string): boolean {
  return liveness(server, name) === true;
}
