import type { DirectiveValue, ServerVersion } from "../../../configs/directives";
import { checkDirective, checkSentinelDirective } from "../../../configs/directives";

const redis = (version: string): ServerVersion => ({ engine: "redis", version });
const valkey = (version: string): ServerVersion => ({ engine: "valkey", version });

const taken: [ServerVersion, string, DirectiveValue][] = [
  [redis("8.2"), "activerehashing", true],
  [redis("8.2"), "activerehashing", "NO"],
  [redis("8.2"), "maxclients", 10_000],
  [redis("8.2"), "list-max-listpack-size", -2],
  [redis("8.2"), "hz", 9999],
  [redis("8.2"), "maxmemory", "100mb"],
  [redis("8.2"), "maxmemory", "1GB"],
  [redis("8.2"), "maxmemory", 0],
  [redis("8.2"), "maxmemory-clients", "5%"],
  [redis("8.2"), "maxmemory-policy", "allkeys-lfu"],
  [redis("8.2"), "unixsocketperm", "0700"],
  [redis("8.2"), "save", ""],
  [redis("8.2"), "save", ["900 1", "300 10"]],
  [redis("8.2"), "save", "900 1 300 10"],
  [redis("8.2"), "client-output-buffer-limit", "replica 256mb 64mb 60"],
  [redis("8.2"), "client-output-buffer-limit", "normal 0 0 0 pubsub 32mb 8mb 60"],
  [redis("8.2"), "notify-keyspace-events", "KEA"],
  [redis("8.2"), "notify-keyspace-events", "Eoc"],
  [redis("8.2"), "notify-keyspace-events", ""],
  [redis("8.2"), "oom-score-adj-values", "0 200 800"],
  [redis("8.2"), "latency-tracking-info-percentiles", "50 99.9"],
  [redis("8.2"), "shutdown-on-sigterm", "nosave now"],
  [redis("8.2"), "slave-priority", 10],
  [redis("8.2"), "proc-title-template", "{title} {listen-addr}"],
  [redis("8.2"), "rename-command", ["KEYS x1", 'FLUSHALL ""']],
  [redis("8.6"), "cluster-slot-stats-enabled", "cpu net"],
  [valkey("9.0"), "shutdown-on-sigterm", "failover"],
  // Ignored, not refused.
  [valkey("9.1"), "dynamic-hz", "yes"],
];

it.each(taken)("%j takes %s %j", (server, name, value) => {
  expect(checkDirective(server, name, value)).toBeUndefined();
});

const refused: [ServerVersion, string, DirectiveValue, string][] = [
  [redis("8.2"), "maxmemroy", "1gb", "is not known to Redis 8.2"],
  [redis("6.2"), "shutdown-timeout", 10, "is not known to Redis 6.2"],
  [valkey("8.1"), "vset-force-single-threaded-execution", "yes", "is not known to Valkey 8.1"],
  [redis("8.2"), "activerehashing", "maybe", "must be one of yes, no"],
  [redis("8.2"), "maxclients", 0, "must be at least 1"],
  [redis("8.2"), "maxmemory-samples", 65, "must be at most 64"],
  [redis("8.2"), "acllog-max-len", "9223372036854775808", "must be at most 9223372036854775807"],
  [redis("8.2"), "maxclients", "many", "must be a whole number"],
  [redis("8.2"), "maxclients", 1.5, "must be a whole number"],
  [redis("8.2"), "maxclients", true, "must be a whole number"],
  [redis("8.2"), "maxclients", "010", "must be a whole number"],
  [redis("8.2"), "maxmemory", "1Gi", "must be bytes, or a number with kb, mb or gb"],
  [redis("8.2"), "maxmemory", -1, "must be at least 0"],
  [redis("8.2"), "maxmemory-clients", "101%", "must be at most 100"],
  [redis("8.2"), "maxmemory-policy", "allkeys", "must be one of volatile-lru"],
  [redis("8.2"), "unixsocketperm", "888", "must be octal digits"],
  [redis("8.2"), "unixsocketperm", "1000", "must be at most 511"],
  [redis("8.2"), "save", "900", 'must be "SECONDS CHANGES"'],
  [redis("8.2"), "save", "0 1", 'must be "SECONDS CHANGES"'],
  [redis("6.2"), "save", "900 1 300 10", "takes one pair a line before Redis 7.0"],
  [redis("8.2"), "client-output-buffer-limit", "writers 1 1 1", "must be CLASS HARD SOFT SECONDS"],
  [redis("6.2"), "client-output-buffer-limit", "normal 0 0 0 pubsub 0 0 0", "takes one class a line"],
  [redis("7.0"), "notify-keyspace-events", "KEo", "must be letters of"],
  [redis("8.2"), "oom-score-adj-values", "0 200", "must be three numbers"],
  [redis("8.2"), "oom-score-adj-values", "0 200 8000", "must be three numbers"],
  [redis("8.2"), "latency-tracking-info-percentiles", "101", "must be numbers from 0 to 100"],
  [redis("8.2"), "shutdown-on-sigterm", "failover", "must be one of default, save"],
  [redis("8.2"), "maxmemory", ["1gb", "2gb"], "takes one line"],
  [redis("8.2"), "save", [], "has no value"],
  [redis("8.2"), "proc-title-template", "a\nrequirepass x", "must be one line of text"],
  [redis("8.2"), "rename-command", 'KEYS "x', "has quotes that are not closed"],
];

it.each(refused)("%j refuses %s %j", (server, name, value, reason) => {
  expect(checkDirective(server, name, value)).toContain(reason);
});

it.each([
  ["notification-script", "/scripts/notify.sh", undefined],
  ["rename-command", ["CONFIG guarded"], undefined],
  ["loglevel", "verbose", undefined],
  ["parallel-syncs", 0, "must be at least 1"],
  ["deny-scripts-reconfig", "perhaps", "must be one of yes, no"],
  ["down-after-milliseconds", "5s", "must be a whole number"],
  ["known-replica", "mymaster 10.0.0.1 6379", "is not an option of Sentinel's file"],
  ["no-such-option", "1", "is not known to Redis 7.0"],
] as const)("Sentinel: %s %j", (name, value, reason) => {
  const answer = checkSentinelDirective(redis("7.0"), name, value);
  expect(answer === undefined ? undefined : answer).toEqual(reason && expect.stringContaining(reason));
});
