import { liveness, type ServerVersion } from "../directives";
import type { Directive } from "./conf-format";

/** Which of these directives a server reads only at its start, sorted. */
export function restartDirectives(server: ServerVersion, directives: readonly Directive[]): string[] {
  const names = directives.map(({ name }) => name).filter((name) => !isLive(server, name));
  return [...new Set(names)].sort();
}

/** True where CONFIG SET changes the directive, whatever its value, while the server runs. */
export function isLive(server: ServerVersion, name: string): boolean {
  return liveness(server, name) === true;
}
