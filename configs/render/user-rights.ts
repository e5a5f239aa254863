import { channelRules, everyChannel } from "../acl/channels";
import { hasFineRules } from "../acl/facts";
import { grantedCommands } from "../acl/grants";
import type { ServerVersion } from "../directives";
import type { ApplicationUser } from "../settings/users";

const ordinary: ApplicationUser = { channels: [everyChannel], readOnly: false, grants: [] };

/** Rights on Redis of a user that applications log in by; without settings those of `app`. */
export function applicationRights(server: ServerVersion, user = ordinary): string[] {
  const { channels, grants, readOnly } = user;
  const granted = grants.flatMap((grant) => grantedCommands(server, grant, readOnly));
  return [
    ...keyRules(user),
    ...channels.flatMap(channelRules),
    ...commandRules(user),
    // INFO and ROLE are "dangerous", but clients ask them to know whether the node is ready and a master.
    ...["+info", "+role", ...greeting(server)],
    ...granted.map((name) => `+${name}`),
    ...(channels.includes(everyChannel) ? subscriptions(server, user.commands) : []),
  ];
}

function keyRules({ keys, readKeys, writeKeys }: ApplicationUser): string[] {
  const both = keys ?? (readKeys || writeKeys ? [] : ["*"]);
  return [
    ...both.map((pattern) => `~${pattern}`),
    ...(readKeys ?? []).map((pattern) => `%R~${pattern}`),
    ...(writeKeys ?? []).map((pattern) => `%W~${pattern}`),
  ];
}

/**
 * Administration is taken away last, whatever was given before. Who may only read keeps patterns to read and write:
 * EVAL and PFCOUNT ask for both, and what a script calls is looked at by itself.
 */
function commandRules({ commands, readOnly }: ApplicationUser): string[] {
  const given = commands ? ["+@connection", "+select", ...commands.map((rule) => rule.toLowerCase())] : ["+@all"];
  return [...given, "-@admin", "-@dangerous", ...(readOnly ? ["-@write"] : [])];
}

/**
 * A pattern to subscribe to has to be a rule itself, unless all channels are allowed; to listen moves no Sentinel.
 * 6.2 knows only one set of rules a user: there applications subscribe to channels by their names.
 */
function subscriptions(server: ServerVersion, commands: ApplicationUser["commands"]): string[] {
  const given = ["subscribe", "psubscribe", "ssubscribe"].filter(
    (name) => commands === undefined || gives(commands, name),
  );
  if (given.length === 0 || !hasFineRules(server)) return [];
  return [`(${given.map((name) => `+${name}`).join(" ")} &*)`];
}

/** Whether the last of the rules that speak of a command to subscribe by allows it. */
function gives(commands: readonly string[], name: string): boolean {
  const about = ["@all", "@pubsub", "@slow", name];
  return commands.findLast((rule) => about.includes(rule.slice(1).toLowerCase()))?.startsWith("+") ?? false;
}

/**
 * What client libraries send first. 7.0 refuses rules on subcommands that it does not know, and SETINFO came with
 * 7.2; 6.2 takes any, and logs a denial where there is none.
 */
export function greeting({ version }: ServerVersion): string[] {
  const names = Number.parseFloat(version) === 7 ? ["setname"] : ["setname", "setinfo"];
  return names.map((name) => `+client|${name}`);
}
