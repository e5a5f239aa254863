import { Command } from "commander";
import { print, withExamples } from "../terminal/command";
import type { EngineCheck } from "../engine-check";
import { checkEngine } from "../engine-check";
import { engineMarkdown, engineText } from "../engine-check/table";
import { serversOnPath } from "../server/probe";
import { runSteps } from "../terminal/steps";

interface CheckOptions {
  server?: string[];
  json?: boolean;
  markdown?: boolean;
}

/** `redis-cache engine`: what the voted hand-over needs of a server, tried on it. */
export function engineCommand(): Command {
  const check = new Command("check")
    .description("start a small instance of a server and try all that a hand-over needs; exit code 1 where it differs")
    .option("--server <path...>", "server binaries to try (default: redis-server and valkey-server on PATH)")
    .option("--json", "print the result as JSON")
    .option("--markdown", "print the result as the table of docs/engines.md")
    .action(checkEngines);
  const examples = ["engine check", "engine check --server /usr/local/bin/valkey-server --json"];
  return new Command("engine")
    .description("whether the voted hand-over can be used with a server")
    .addCommand(withExamples(check, examples));
}

async function checkEngines({ server, json, markdown }: CheckOptions): Promise<void> {
  const checks: EngineCheck[] = [];
  const steps = (server ?? serversOnPath()).map((binary) => ({
    title: `Trial of ${binary}`,
    run: async (report: (text: string) => void) => {
      checks.push(await checkEngine(binary, report));
    },
  }));
  await runSteps(steps, { json: json || markdown });
  print(json, checks, () => (markdown ? engineMarkdown(checks) : checks.map(engineText).join("\n\n")));
  if (checks.some(({ usable }) => !usable)) process.exitCode = 1;
}
