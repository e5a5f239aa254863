import type { InstanceContext } from "../instance/context";
import type { Instance } from "../settings/instance";
import { usersOf } from "../secrets/users";
import { appUserNames } from "../settings/secrets";
import type { Rights } from "./rights";
import { redisRights, sentinelRights } from "./rights";

/**
 * users.acl.tmpl of Redis: who may do what. The start script puts the SHA-256 of password file NAME for `<NAME>`, and
 * that of NAME.other beside it where there is one; OPTIONAL_USER of instance.env is left out without a password.
 */
export function renderRedisUsers({ settings }: InstanceContext): string {
  return formatUsers(of(settings, redisRights(settings)), everything);
}

/** users.acl.tmpl of Sentinels; `replication` has nothing to do there. */
export function renderSentinelUsers({ settings }: InstanceContext): string {
  return formatUsers(of(settings, sentinelRights(settings.server)), nothing);
}

/** Only the rights of users that the instance has; user `app` by both its names. */
function of(settings: Instance, rights: Rights): Record<string, string[]> {
  const logins = usersOf(settings).flatMap((user) =>
    (user === "app" ? appUserNames : [user]).map((login) => [login, rights[user]] as const),
  );
  return Object.fromEntries(logins.flatMap(([login, rules]) => (rules ? [[login, rules]] : [])));
}

/**
 * ACL files know no comments and no headings: only lines of users. Nobody can be the default user, whatever its rights.
 */
function formatUsers(rights: Record<string, string[]>, ofDefault: string): string {
  const users = Object.entries(rights).map(
    ([name, rules]) => `user ${name} on #<${name}> ${nothing} ${rules.join(" ")}`,
  );
  return [`user default off resetpass ${ofDefault}`, ...users].sort().join("\n") + "\n";
}

const nothing = "resetkeys resetchannels -@all";

/**
 * A server that reads its append-only file runs the transactions in it, and the scripts that wrote several keys, as the
 * default user, and drops what that one may not do: Redis 7.0 to 8.2 at least, Valkey before 9.1 (redis/redis#14541,
 * valkey-io/valkey#3983).
 */
const everything = "~* &* +@all";
