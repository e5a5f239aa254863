import type { Section } from "../../../configs/render/conf-format";
import { line } from "../../../configs/render/conf-format";
import { extraDirectives, extraSentinelDirectives, knownOnly, withExtra } from "../../../configs/render/extra";

const server = { engine: "redis", version: "7.0" } as const;

it("takes one word for a text, and several where the directive has several", () => {
  const extra = {
    "proc-title-template": "{title} {port}",
    "oom-score-adj-values": "0 200 800",
    "rename-command": ['FLUSHALL ""', "KEYS 'all keys'"],
    "notify-keyspace-events": "",
    "active-expire-effort": 5,
    activerehashing: false,
  };
  expect(extraDirectives(server, extra)).toEqual([
    line("proc-title-template", "{title} {port}"),
    line("oom-score-adj-values", "0", "200", "800"),
    line("rename-command", "FLUSHALL", ""),
    line("rename-command", "KEYS", "all keys"),
    line("notify-keyspace-events", ""),
    line("active-expire-effort", "5"),
    line("activerehashing", "no"),
  ]);
});

it("names the master where Sentinel's option is one of a master", () => {
  const extra = { "notification-script": "/a b.sh", "announce-hostnames": false, loglevel: "verbose" };
  expect(extraSentinelDirectives(server, "redis-cache", extra)).toEqual([
    line("sentinel", "notification-script", "redis-cache", "/a b.sh"),
    line("sentinel", "announce-hostnames", "no"),
    line("loglevel", "verbose"),
  ]);
});

it("replaces lines of the same directive, by whatever name it goes, and of the same option of Sentinel", () => {
  const sections: Section[] = [
    { title: "a", directives: [line("replica-lazy-flush", true), line("sentinel", "announce-hostnames", true)] },
    { title: "b", directives: [line("timeout", 0), line("sentinel", "resolve-hostnames", true)] },
  ];
  const extra = [line("slave-lazy-flush", false), line("sentinel", "announce-hostnames", false)];
  expect(withExtra(server, sections, extra)).toEqual([
    { title: "a", directives: [] },
    sections[1],
    { title: "extra", directives: extra },
  ]);
});

it("replaces limits of output buffers class by class", () => {
  const own = ["normal 0 0 0", "pubsub 32mb 8mb 60", "replica 64mb 64mb 60"].map((text) => limits(...text.split(" ")));
  const extra = extraDirectives(server, { "client-output-buffer-limit": "slave 1mb 1mb 10 pubsub 2mb 1mb 10" });
  expect(withExtra(server, [{ title: "clients", directives: own }], extra)).toEqual([
    { title: "clients", directives: [own[0]] },
    { title: "extra", directives: [limits("replica", "1mb", "1mb", 10), limits("pubsub", "2mb", "1mb", 10)] },
  ]);
});

const limits = (...words: (string | number)[]) => line("client-output-buffer-limit", ...words);

it("leaves out what the version does not know", () => {
  const directives = [line("timeout", 0), line("hide-user-data-from-log", true), line("sentinel", "no-such-option", 1)];
  expect(knownOnly(server, [{ title: "a", directives }])).toEqual([{ title: "a", directives: [line("timeout", 0)] }]);
});
