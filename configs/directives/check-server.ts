import type { DirectiveFact, ServerVersion } from "./facts";
import { directive, directiveNames, isKnownServer } from "./facts";
import { sameValue } from "./same-value";

/** What a running server says about itself; it should have been started without a configuration file. */
export interface ServerAnswers {
  server: ServerVersion;
  /** CONFIG GET *. */
  reported: Readonly<Record<string, string>>;
  /** CONFIG GET of each hidden directive by its name, where it is known. */
  hidden: Readonly<Record<string, string>>;
  /** CONFIG SET of each directive to the value it has: undefined where it was taken, else the error. */
  setAttempts?: Readonly<Record<string, string | undefined>>;
  /** Directives that the start of this server set, so that their value says nothing of the default. */
  startedWith: readonly string[];
}

/** Where the facts and a server disagree. */
export interface FactFinding {
  directive: string;
  kind: "server" | "unknown to the facts" | "unknown to the server" | "default" | "live";
  facts: string;
  server: string;
}

/** All disagreements between the facts of this version and the server; none where the facts are right. */
export function checkServer(answers: ServerAnswers): FactFinding[] {
  const { engine, version } = answers.server;
  if (!isKnownServer(answers.server)) {
    return [{ directive: "", kind: "server", facts: "none", server: `${engine} ${version}` }];
  }
  const answersByMainName = { ...answers, reported: byMainName(answers) };
  return [
    ...unknownToFacts(answers),
    ...directiveNames(answers.server).flatMap((name) => checkOne(answersByMainName, name)),
  ];
}

/** Redis 6.2 reports slaveof, and not its main name. */
function byMainName({ server, reported }: ServerAnswers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(reported).map(([name, value]) => [directive(server, name)?.name ?? name, value]),
  );
}

function unknownToFacts({ server, reported }: ServerAnswers): FactFinding[] {
  return Object.keys(reported)
    .filter((name) => !directive(server, name))
    .map((name) => ({ directive: name, kind: "unknown to the facts", facts: "-", server: reported[name] ?? "" }));
}

function checkOne(answers: ServerAnswers, name: string): FactFinding[] {
  const fact = directive(answers.server, name);
  if (!fact?.configGet) return [];
  const value = (fact.hidden ? answers.hidden : answers.reported)[name];
  if (value === undefined) return fact.needsBuild ? [] : [unknownToServer(fact)];
  return [...checkDefault(answers, fact, value), ...checkLive(answers, fact)];
}

function unknownToServer({ name, default: value }: DirectiveFact): FactFinding {
  return { directive: name, kind: "unknown to the server", facts: value, server: "-" };
}

function checkDefault({ server, startedWith }: ServerAnswers, fact: DirectiveFact, value: string): FactFinding[] {
  const { name, default: expected } = fact;
  if (startedWith.includes(name) || name in dependsOnMachine) return [];
  return sameValue(server, name, expected, value)
    ? []
    : [{ directive: name, kind: "default", facts: expected, server: value }];
}

function checkLive({ setAttempts = {} }: ServerAnswers, { name, live }: DirectiveFact): FactFinding[] {
  if (!(name in setAttempts) || name in needsBuildToSet) return [];
  const error = setAttempts[name];
  const expected = live === true || live === "partial";
  return expected === (error === undefined)
    ? []
    : [{ directive: name, kind: "live", facts: String(live), server: error ?? "CONFIG SET takes it" }];
}

/** Defaults that the machine decides, and how. */
const dependsOnMachine: Record<string, string> = {
  dir: "the working directory",
  maxclients: "lowered where the limit of open files is low",
};

/** Known to every build, but settable only in some. */
const needsBuildToSet: Record<string, string> = {
  "rdma-bind": "RDMA",
};
