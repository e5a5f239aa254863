import fc from "fast-check";
import type { DirectiveFact } from "../../../configs/directives";
import { checkDirective, directive, directiveNames } from "../../../configs/directives";
import { refusal } from "../../support/redis-process";
import type { InstalledServer } from "../../support/servers";
import { label, testServers } from "../../support/servers";

/** What does more than to be read as the server starts, or is known to CONFIG SET only (watchdog-period in 6.2). */
const left = [
  ...["activedefrag", "bind", "cluster-enabled", "daemonize", "databases", "dir", "loglevel", "rdma-bind"],
  ...["rdma-port", "replicaof", "supervised", "tls-cluster", "tls-port", "tls-replication", "watchdog-period"],
];

/** Of these the server takes some values without a word and then does something else. */
const lenient = ["memory", "memory|percent", "octal", "special"];

it.each(testServers().map((server) => [label(server), server] as const))(
  "takes and refuses what %s takes and refuses",
  async (_, server) => {
    await fc.assert(
      fc.asyncProperty(directiveAndValue(server), async ([name, value]) => {
        const reason = checkDirective(server, name, value);
        if (reason !== undefined && lenient.includes(directive(server, name)!.type)) return;
        const files = { "redis.conf": `${name} ${value}\n` };
        const answer = await refusal(server, { files, main: "redis.conf" });
        expect({ name, value, taken: reason === undefined }).toEqual({ name, value, taken: answer === undefined });
      }),
      { numRuns: 60 },
    );
  },
  600_000,
);

function directiveAndValue(server: InstalledServer): fc.Arbitrary<[string, string]> {
  const facts = directiveNames(server)
    .filter((name) => !left.includes(name))
    .map((name) => directive(server, name)!)
    .filter(({ type, needsBuild }) => type !== "string" && !needsBuild);
  return fc.constantFrom(...facts).chain((fact) => fc.tuple(fc.constant(fact.name), valueOf(fact)));
}

/** Right values, values beside the bounds, and wrong ones. */
function valueOf(fact: DirectiveFact): fc.Arbitrary<string> {
  const { min, max } = fact;
  const edges = [min, min && min - 1n, max, max && max + 1n].filter((edge) => edge !== undefined).map(String);
  switch (fact.type) {
    case "bool":
      return fc.constantFrom("yes", "no", "YES", "true", "1");
    case "enum":
      return fc.constantFrom(
        ...(fact.enum ?? []),
        ...(fact.enum ?? []).map((word) => word.toUpperCase()),
        "none-of-them",
      );
    case "int":
      return fc.constantFrom(...edges, "1", "007", "1.5", "1kb", "yes");
    case "memory":
    case "memory|percent":
      return fc.constantFrom(...edges, "64mb", "64MB", "65536k", "1Mi", "1 mb", "5%", "101%", "many");
    case "octal":
      return fc.constantFrom("0", "700", "0700", "888", "1000", "rwx");
    case "special":
    case "string":
    case "file":
      return fc.constantFrom(...(specialValues[fact.name] ?? [fact.default || '""']));
    default: {
      const exhaustiveCheck: never = fact.type;
      return exhaustiveCheck;
    }
  }
}

const specialValues: Record<string, string[]> = {
  "client-output-buffer-limit": ["replica 256mb 64mb 60", "normal 0 0 0 pubsub 0 0 0", "slave 1 1", "writers 1 1 1"],
  "latency-tracking-info-percentiles": ["50 99.9", "0", "101", "half", '""'],
  "notify-keyspace-events": ["KEA", "Kx", "E$lshzxetdm", "n", "o", "c", "Q", '""'],
  "oom-score-adj-values": ["0 200 800", "200 0 800", "0 200", "-3000 0 0", "a b c"],
  save: ["900 1", '""', "900", "0 1", "900 0", "900 1 300 10", "900 one", "900 -1"],
};
