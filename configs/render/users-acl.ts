import type { InstanceContext } from "../instance/context";
import type { Instance } from "../settings/instance";
import { applicationUsers, secondName, usersOf } from "../secrets/users";
import type { Rights } from "./rights";
import { redisRights, sentinelRights } from "./rights";
import { applicationRights } from "./user-rights";

/**
 * users.acl.tmpl of Redis: who may do what. The start script puts the SHA-256 of password file NAME for `<NAME>`, and
 * that of NAME.other beside it where there is one; OPTIONAL_USERS of instance.env are left out without a password.
 */
export function renderRedisUsers({ settings, shardOf }: InstanceContext): string {
  const { server, users } = settings;
  const rights = of(settings, redisRights(settings), (user) => applicationRights(server, users[user]));
  return formatUsers(rights, shardOf ? clientOfTwemproxy(rights.app!) : `off resetpass ${everything}`);
}

/** users.acl.tmpl of Sentinels; `replication` has nothing to do there, and applications all the same. */
export function renderSentinelUsers({ settings }: InstanceContext): string {
  const rights = sentinelRights(settings.server);
  return formatUsers(
    of(settings, rights, () => rights.app!),
    `off resetpass ${nothing}`,
  );
}

/** Only the rights of users that the instance has; those of applications by both names. */
function of(settings: Instance, rights: Rights, ofUser: (name: string) => string[]): Record<string, string[]> {
  const [, ...more] = applicationUsers(settings);
  const known = usersOf(settings).flatMap((user) => {
    const rules = rights[user];
    return rules ? [[user, rules] as const] : [];
  });
  const all = [...known, ...more.map((user) => [user, ofUser(user)] as const)];
  const byOther = all.filter(([user]) => user === "app" || more.includes(user));
  return Object.fromEntries([...all, ...byOther.map(([user, rules]) => [secondName(user), rules] as const)]);
}

/**
 * ACL files know no comments and no headings: only lines of users. Nobody can be the default user, whatever its rights,
 * but a Twemproxy.
 */
function formatUsers(rights: Record<string, string[]>, ofDefault: string): string {
  const users = Object.entries(rights).map(
    ([name, rules]) => `user ${name} on #<${name}> ${nothing} ${rules.join(" ")}`,
  );
  return [`user default ${ofDefault}`, ...users].sort().join("\n") + "\n";
}

/** It logs in by a password without a name. A shard has no append-only file, which needs what is below. */
const clientOfTwemproxy = (ofApp: string[]) => `on #<default> ${nothing} ${ofApp.join(" ")}`;

const nothing = "resetkeys resetchannels -@all";

/**
 * A server that reads its append-only file runs the transactions in it, and the scripts that wrote several keys, as the
 * default user, and drops what that one may not do: Redis 7.0 to 8.2 at least, Valkey before 9.1 (redis/redis#14541,
 * valkey-io/valkey#3983).
 */
const everything = "~* &* +@all";
