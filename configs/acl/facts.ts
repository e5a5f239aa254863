import data from "../data/command-facts.json";
import { type ServerVersion, serverId } from "../directives";
import { own } from "../directives/own";

/** What one version of a server says of a command, or of a subcommand as `parent|name`. */
export interface CommandFact {
  /** Of category admin or dangerous; a parent, where all that it does is. */
  restricted: boolean;
  /** Of category write. */
  writes: boolean;
}

interface RawCommand {
  in?: string[];
  restricted?: true | string[];
  write?: true | string[];
}

const facts = data as unknown as { categories: Record<string, RawCommand>; commands: Record<string, RawCommand> };

/** The facts about a command; undefined where this version does not know it. */
export function command(server: ServerVersion, name: string): CommandFact | undefined {
  const id = serverId(server);
  const raw = own(facts.commands, name);
  if (!isKnown(id, raw)) return undefined;
  return { restricted: isIn(id, raw.restricted) || isRestrictedParent(id, name), writes: isIn(id, raw.write) };
}

/** Names of all commands and subcommands of this version. */
export function commandNames(server: ServerVersion): string[] {
  const id = serverId(server);
  return Object.keys(facts.commands).filter((name) => isKnown(id, facts.commands[name]));
}

/** Names of all categories of this version, `all` among them. */
export function categoryNames(server: ServerVersion): string[] {
  const id = serverId(server);
  return ["all", ...Object.keys(facts.categories).filter((name) => isKnown(id, facts.categories[name]))];
}

/** Whether rules on subcommands, selectors, and patterns to read or to write are known. */
export function hasFineRules({ version }: ServerVersion): boolean {
  return Number.parseFloat(version) >= 7;
}

function isRestrictedParent(id: string, name: string): boolean {
  const parts = Object.entries(facts.commands).filter(
    ([part, raw]) => part.startsWith(`${name}|`) && !part.endsWith("|help") && isKnown(id, raw),
  );
  return parts.length > 0 && parts.every(([, raw]) => isIn(id, raw.restricted));
}

function isKnown(id: string, raw: RawCommand | undefined): raw is RawCommand {
  return raw !== undefined && isIn(id, raw.in ?? true);
}

function isIn(id: string, servers: true | string[] | undefined): boolean {
  return servers === true || (servers?.includes(id) ?? false);
}
