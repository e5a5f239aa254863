import type { ServerAnswers } from "../../../configs/directives/check-server";
import { checkServer } from "../../../configs/directives/check-server";
import type { ServerVersion } from "../../../configs/directives";
import { directive, directiveNames } from "../../../configs/directives";

const server: ServerVersion = { engine: "redis", version: "7.0" };

/** What a server answers of which the facts are right. */
function rightAnswers(): ServerAnswers & Record<"reported" | "hidden", Record<string, string>> {
  const facts = directiveNames(server).map((name) => directive(server, name)!);
  const values = (hidden: boolean) =>
    Object.fromEntries(facts.filter((fact) => fact.hidden === hidden).map(({ name, default: value }) => [name, value]));
  return { server, reported: values(false), hidden: values(true), startedWith: [], setAttempts: {} };
}

it("finds nothing where the facts are right", () => {
  expect(checkServer(rightAnswers())).toEqual([]);
});

it("finds a directive that the facts do not have", () => {
  const answers = rightAnswers();
  answers.reported["new-directive"] = "1";
  expect(checkServer(answers)).toEqual([
    { directive: "new-directive", kind: "unknown to the facts", facts: "-", server: "1" },
  ]);
});

it("finds a directive that the server does not have, unless it needs another build", () => {
  const answers = rightAnswers();
  delete answers.reported.hz;
  delete answers.hidden["watchdog-period"];
  expect(checkServer(answers).map(({ directive, kind }) => `${directive} ${kind}`)).toEqual([
    "hz unknown to the server",
    "watchdog-period unknown to the server",
  ]);

  const oldServer: ServerVersion = { engine: "redis", version: "6.2" };
  const missing = checkServer({ server: oldServer, reported: {}, hidden: {}, startedWith: [] });
  expect(missing.map(({ directive }) => directive)).not.toContain("tls-port");
});

it("finds another default, but not another spelling, and not what the start has set", () => {
  const answers = rightAnswers();
  Object.assign(answers.reported, { timeout: "30", "repl-backlog-size": "1mb", port: "17000" });
  expect(checkServer({ ...answers, startedWith: ["port"] })).toEqual([
    { directive: "timeout", kind: "default", facts: "0", server: "30" },
  ]);
});

it("finds a directive that changes live where the facts say it does not, and the reverse", () => {
  const answers = {
    ...rightAnswers(),
    setAttempts: { databases: undefined, timeout: "ERR can't set immutable config" },
  };
  expect(checkServer(answers)).toEqual([
    { directive: "databases", kind: "live", facts: "false", server: "CONFIG SET takes it" },
    { directive: "timeout", kind: "live", facts: "true", server: "ERR can't set immutable config" },
  ]);
});

it("says so where there are no facts for the version", () => {
  const answers = { ...rightAnswers(), server: { engine: "redis", version: "5.0.14" } as const };
  expect(checkServer(answers)).toEqual([{ directive: "", kind: "server", facts: "none", server: "redis 5.0.14" }]);
});
