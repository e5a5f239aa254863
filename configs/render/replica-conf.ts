import type { InstanceContext } from "../instance/context";
import { line, type Section } from "./conf-format";
import { extraDirectives, knownOnly, without } from "./extra";

/** replica.conf: what a node adds that starts as a replica. */
export function replicaConf({ settings: { server, extra } }: InstanceContext): Section[] {
  const directives = [
    // Never-synced replicas are eligible for promotion: an empty one would empty the master. The script raises it
    // once the link is up (high availability, rule 2.1).
    line("replica-priority", 0),
    line("replica-ignore-maxmemory", true),
    // Frees the old data set in a thread before a full sync.
    line("replica-lazy-flush", true),
    line("replica-read-only", true),
    // Reads go on during a failover; readiness keeps clients away before the first sync.
    line("replica-serve-stale-data", true),
    // Seconds; enough for replicas that start together to share one sync, less time unprotected than the 5 by default.
    // The master's script makes it 0 where only one is missing, which would wait for nobody.
    line("repl-diskless-sync-delay", 1),
    // By way of a file: the old data set is kept until the new one is complete.
    line("repl-diskless-load", "disabled"),
  ];
  // This file is read after redis.conf, and must not undo the extra directives there.
  const sections = without(server, [{ title: "replica", directives }], extraDirectives(server, extra.redis));
  return knownOnly(server, sections);
}
