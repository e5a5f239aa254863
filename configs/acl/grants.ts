import type { ServerVersion } from "../directives";
import { command, hasFineRules } from "./facts";

/** What no application may do unasked, though it breaks no node: commands by the names that people know them by. */
const commandsOf = {
  flushdb: ["flushdb"],
  flushall: ["flushall"],
  keys: ["keys"],
  sort: ["sort", "sort_ro"],
  restore: ["restore"],
  clientList: ["client|list"],
  slowlog: ["slowlog|get", "slowlog|len"],
  latency: ["latency|latest", "latency|history"],
} as const;

export type Grant = keyof typeof commandsOf;

export const grantNames = Object.keys(commandsOf) as [Grant, ...Grant[]];

/** The commands of a grant that this version knows; for one who only reads, those that write nothing. */
export function grantedCommands(server: ServerVersion, grant: Grant, readOnly: boolean): string[] {
  return commandsOf[grant].filter((name) => {
    // 6.2 takes any subcommand of a command that it knows.
    const fact = command(server, hasFineRules(server) ? name : name.split("|")[0]!);
    return fact !== undefined && !(readOnly && fact.writes);
  });
}

/** The grant that holds a command. */
export function grantFor(name: string): Grant | undefined {
  const isIt = (one: string) => one === name || one.startsWith(`${name}|`);
  return grantNames.find((grant) => commandsOf[grant].some(isIt));
}
