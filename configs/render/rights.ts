import type { ServerVersion } from "../directives";
import type { Instance } from "../settings/instance";
import type { UserName } from "../secrets/users";
import { applicationRights, greeting } from "./user-rights";

/** The rules of each user, beside its password. */
export type Rights = { [user in UserName]?: string[] };

/**
 * Rights on Redis, the least that a hand-over and an automatic failover need: they ran without a denial on Redis 6.2,
 * 7.0, 7.2 and Valkey 8.0.
 */
export function redisRights({ server, backup, users }: Pick<Instance, "server" | "backup" | "users">): Rights {
  return {
    app: applicationRights(server, users.app),
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
    // and the Job that waits for changed files, ACL GETUSER and CLIENT LIST are for the rotation of passwords, SLOWLOG
    // GET and LATENCY LATEST are for `redis-cache top` and `advise`.
    ops: [
      ...[
        "~redis-cache:node:*",
        ...(backup ? notesOfBackups : []),
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
      ...["+client|kill", "+config|set", "+config|get", ...changesOfUsers, ...greeting(server), "+pubsub|numsub"],
      "+slowlog|get",
      "+latency|latest",
    ],
    proxy: ["+ping", "+info", "+role", "&redis-cache:proxy", "+subscribe"],
    replication: ["+ping", "+psync", "+replconf"],
    sentinel: [
      ...["&__sentinel__:hello", "+ping", "+info", "+multi", "+exec", "+slaveof", "+replicaof", "+publish"],
      ...["+subscribe", "+client|setname", "+client|kill", "+config|rewrite", "+script|kill"],
      ...coordination(server),
    ],
  };
}

/** What the exporter makes metrics of, and the master's script begins with zeros. */
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
    proxy: ["&+switch-master", "+ping", "+subscribe", "+sentinel|get-master-addr-by-name"],
    sentinel: [...["&__sentinel__:hello", "+ping", "+publish", "+client|setname", "+sentinel|is-master-down-by-addr"]],
  };
}

/** Questions that change nothing. */
const discovery = ["get-master-addr-by-name", "master", "masters", "replicas", "sentinels", "slaves"].map(
  (name) => `+sentinel|${name}`,
);
