import type { ServerVersion } from "../directives";
import type { Instance } from "../settings/instance";
import type { UserName } from "../secrets/users";

/** The rules of each user, beside its password. */
export type Rights = { [user in UserName]?: string[] };

/**
 * Rights on Redis, the least that a hand-over and an automatic failover need: they ran without a denial on Redis 6.2,
 * 7.0, 7.2 and Valkey 8.0.
 */
export function redisRights({ server, backup }: Pick<Instance, "server" | "backup">): Rights {
  return {
    // INFO and ROLE are "dangerous", but clients ask them to know whether the node is ready and a master.
    app: [
      ...["~*", ...channelsBesideSentinels, "+@all", "-@admin", "-@dangerous", "+info", "+role", ...greeting(server)],
      ...subscriptions(server),
    ],
    // SYNC is how redis-cli takes a copy; the keys are the canary and the notes of the last backup.
    backup: ["~redis-cache:*", "+ping", "+info", "+sync", "+psync", "+replconf", "+set"],
    // No CONFIG GET: it shows masterauth.
    exporter: [
      "+ping",
      "+info",
      "+slowlog|get",
      "+slowlog|len",
      "+latency|latest",
      "+latency|histogram",
      "+client|setname",
      ...["~redis-cache:node:*", ...(backup ? notesOfBackups : []), "+select", "+type", "+strlen", "+get"],
    ],
    // CONFIG SET and ACL SETUSER are powerful: only the node's own script uses them. CONFIG GET is for the smoke test
    // and the Job that waits for changed files, ACL GETUSER and CLIENT LIST are for the rotation of passwords.
    ops: [
      ...[
        "~redis-cache:node:*",
        "+set",
        "+ping",
        "+info",
        "+role",
        "+multi",
        "+exec",
        "+replicaof",
        "+client|pause",
        "+client|unpause",
      ],
      ...["+client|kill", "+config|set", "+config|get", ...changesOfUsers, ...greeting(server)],
    ],
    proxy: ["+ping", "+info", "+role"],
    replication: ["+ping", "+psync", "+replconf"],
    sentinel: [
      ...["&__sentinel__:hello", "+ping", "+info", "+multi", "+exec", "+slaveof", "+replicaof", "+publish"],
      ...["+subscribe", "+client|setname", "+client|kill", "+config|rewrite", "+script|kill"],
      ...coordination(server),
    ],
  };
}

const sentinelChannels = "__sentinel__:";

/**
 * Every channel but Sentinel's, where one message moves Sentinels to another master. Rules only allow, so these are the
 * names that differ from the prefix at its first, second, ... letter, and those that end within it.
 */
const channelsBesideSentinels = [...sentinelChannels].flatMap((letter, i) => {
  const same = sentinelChannels.slice(0, i);
  return [`&${same}[^${letter}]*`, ...(i > 0 ? [`&${same}`] : [])];
});

/**
 * A pattern to subscribe to has to be a rule itself, unless all channels are allowed; to listen moves no Sentinel.
 * 6.2 knows only one set of rules a user: there applications subscribe to channels by their names.
 */
function subscriptions({ version }: ServerVersion): string[] {
  return Number.parseFloat(version) >= 7 ? ["(+subscribe +psubscribe +ssubscribe &*)"] : [];
}

/** What the exporter asks to make metrics of them. */
const notesOfBackups = ["~redis-cache:backup:*", "~redis-cache:drill:*"];

/**
 * Sentinels of Valkey 9 send FAILOVER to the node that they promote, in one transaction with the rest: denied, no
 * failover succeeds (seen on 9.0.0).
 */
function coordination({ engine, version }: ServerVersion): string[] {
  return engine === "valkey" && Number.parseFloat(version) >= 9 ? ["+failover", "+client|pause"] : [];
}

const changesOfUsers = ["+acl|setuser", "+acl|deluser", "+acl|getuser", "+client|list"];

/** Rights on Sentinels. None may change what they watch but `ops`. */
export function sentinelRights(server: ServerVersion): Rights {
  return {
    // What client libraries ask to find the master and its replicas, and to hear of a failover. It cannot publish.
    app: [
      ...["&*", "+ping", "+role", "+info", "+subscribe", "+psubscribe", "+unsubscribe", "+punsubscribe"],
      ...[...discovery, "+sentinel|ckquorum", "+sentinel|myid", ...greeting(server)],
    ],
    backup: ["+ping", "+sentinel|master"],
    exporter: ["+ping", "+info", "+client|setname", ...discovery, "+sentinel|ckquorum"],
    ops: [
      ...["&__sentinel__:hello", "+ping", "+info", "+publish", ...discovery, "+sentinel|ckquorum", "+sentinel|myid"],
      ...["+sentinel|is-master-down-by-addr", "+sentinel|failover", "+sentinel|reset", ...greeting(server)],
      // A changed password of user `sentinel`: auth-pass and sentinel-pass.
      ...["+sentinel|set", "+sentinel|config", ...changesOfUsers],
    ],
    proxy: ["+ping", "+sentinel|get-master-addr-by-name"],
    sentinel: [...["&__sentinel__:hello", "+ping", "+publish", "+client|setname", "+sentinel|is-master-down-by-addr"]],
  };
}

/** Questions that change nothing. */
const discovery = ["get-master-addr-by-name", "master", "masters", "replicas", "sentinels", "slaves"].map(
  (name) => `+sentinel|${name}`,
);

/**
 * What client libraries send first. 7.0 refuses rules on subcommands that it does not know, and SETINFO came with
 * 7.2; 6.2 takes any, and logs a denial where there is none.
 */
function greeting({ version }: ServerVersion): string[] {
  const names = Number.parseFloat(version) === 7 ? ["setname"] : ["setname", "setinfo"];
  return names.map((name) => `+client|${name}`);
}
