import type { InstanceContext } from "../nodes";
import type { Rights } from "./rights";
import { redisRights, sentinelRights } from "./rights";

/** users.acl.tmpl of Redis: who may do what. The start script puts the SHA-256 of password file NAME for `<NAME>`. */
export function renderRedisUsers({ settings }: InstanceContext): string {
  return formatUsers(redisRights(settings.server));
}

/** users.acl.tmpl of Sentinels; `replication` has nothing to do there. */
export function renderSentinelUsers({ settings }: InstanceContext): string {
  return formatUsers(sentinelRights(settings.server));
}

/** ACL files know no comments and no headings: only lines of users. */
function formatUsers(rights: Rights): string {
  const users = Object.entries(rights).map(
    ([name, rules]) => `user ${name} on #<${name}> ${nothing} ${rules.join(" ")}`,
  );
  return [`user default off resetpass ${nothing}`, ...users].sort().join("\n") + "\n";
}

const nothing = "resetkeys resetchannels -@all";
