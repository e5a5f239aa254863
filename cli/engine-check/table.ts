import pc from "picocolors";
import { markdownTable } from "../../configs/generate/markdown-table";
import type { EngineCheck } from ".";
import type { CheckWords } from "../terminal/checks";
import { checkTable } from "../terminal/checks";

const words: CheckWords = { what: "fact", seen: "seen", holds: "holds", differs: "differs" };

/** Every fact with what was seen, then the verdict. */
export function engineText({ binary, server, facts, usable }: EngineCheck): string {
  const verdict = (usable ? pc.green : pc.red)(verdictOf({ facts }));
  return [`${server.engine} ${server.version} (${binary})`, checkTable(facts, words), verdict].join("\n");
}

export function verdictOf({ facts }: Pick<EngineCheck, "facts">): string {
  const differing = facts.filter(({ reason }) => reason !== undefined);
  if (differing.length === 0) return "The voted hand-over can be used.";
  const names = differing.map(({ name, reason }) => `${name} (${reason!.split("\n")[0]})`);
  return [
    `The voted hand-over cannot be used. What differs: ${names.join("; ")}.`,
    "The scripts fall back to SENTINEL FAILOVER (5c).",
  ].join("\n");
}

/** A row a fact and a column a server, for docs/engines.md. */
export function engineMarkdown(checks: readonly EngineCheck[]): string {
  const names = [...new Set(checks.flatMap(({ facts }) => facts.map(({ name }) => name)))];
  const title = ({ server: { engine, version } }: EngineCheck) => `${capitalised(engine)} ${version}`;
  return markdownTable(
    ["fact", ...checks.map(title)],
    [
      ...names.map((name) => [name, ...checks.map((check) => cell(check, name))]),
      ["**voted hand-over**", ...checks.map(({ usable }) => (usable ? "**can be used**" : "**cannot**"))],
    ],
  );
}

function cell({ facts }: EngineCheck, name: string): string {
  const fact = facts.find((one) => one.name === name);
  if (!fact) return "not tried";
  return fact.reason === undefined ? "yes" : "no";
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
