import type { DirectiveValue, ServerVersion } from "../../../configs/directives";
import { sameValue } from "../../../configs/directives";

const server: ServerVersion = { engine: "redis", version: "7.0" };
const limits = "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60";

it.each<[string, DirectiveValue, DirectiveValue]>([
  ["activerehashing", true, "yes"],
  ["maxclients", 10_000, "10000"],
  ["hz", 9999, "500"],
  ["hz", 0, "1"],
  ["maxmemory", "100kb", "102400"],
  ["maxmemory", "100k", "100000"],
  ["maxmemory", "768mb", "805306368"],
  ["repl-backlog-size", "1kb", "16384"],
  ["maxmemory-policy", "ALLKEYS-LRU", "allkeys-lru"],
  ["oom-score-adj", "relative", "yes"],
  ["notify-keyspace-events", "KEA", "AKE"],
  ["notify-keyspace-events", "Kg$lshzxetd", "AK"],
  ["notify-keyspace-events", '""', ""],
  ["save", ["900 1", "300 10"], "900 1 300 10"],
  ["save", "300 10 900 1", "900 1 300 10"],
  ["save", '""', ""],
  ["client-output-buffer-limit", "replica 256mb 64mb 60", limits],
  ["client-output-buffer-limit", ["pubsub 32mb 8mb 60", "normal 0 0 0"], limits],
  ["unixsocketperm", "0700", "700"],
  ["shutdown-on-sigterm", "now nosave", "nosave now"],
  ["oom-score-adj-values", "0  200 800", "0 200 800"],
  ["latency-tracking-info-percentiles", "50.0 99", "50 99"],
  ["bind", "127.0.0.1  ::1", "127.0.0.1 ::1"],
])("%s: %j is %j", (name, a, b) => {
  expect(sameValue(server, name, a, b)).toBe(true);
  expect(sameValue(server, name, b, a)).toBe(true);
});

it.each<[string, DirectiveValue, DirectiveValue]>([
  ["maxmemory", "100kb", "100000"],
  ["hz", 10, "11"],
  ["repl-backlog-size", "32kb", "16384"],
  ["notify-keyspace-events", "KEA", "KEAm"],
  ["save", "900 1", "900 1 300 10"],
  ["client-output-buffer-limit", "replica 512mb 64mb 60", limits],
  ["bind", "::1 127.0.0.1", "127.0.0.1 ::1"],
  ["logfile", "Redis.log", "redis.log"],
  ["unknown-directive", "1", "2"],
])("%s: %j is not %j", (name, a, b) => {
  expect(sameValue(server, name, a, b)).toBe(false);
});
