import Table from "cli-table3";
import { Command } from "commander";
import type { FactFinding } from "../../configs/directives/check-server";
import { checkServer } from "../../configs/directives/check-server";
import type { ServerVersion } from "../../configs/directives";
import { probeServer, serversOnPath } from "../server/probe";

/** What was found about one server. */
interface Checked {
  binary: string;
  server: ServerVersion;
  findings: FactFinding[];
}

/** `redis-cache directives`: the facts about directives that settings are checked against. */
export function directivesCommand(): Command {
  const command = new Command("directives").description("facts about the directives of each server version");
  command
    .command("check")
    .description("start a server and compare what it knows with the facts; exit code 1 where they differ")
    .option("--server <path...>", "server binaries to check (default: redis-server and valkey-server on PATH)")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  redis-cache directives check --server /usr/local/bin/valkey-server")
    .action(check);
  return command;
}

async function check({ server, json }: { server?: string[]; json?: boolean }): Promise<void> {
  const checked: Checked[] = [];
  for (const binary of server ?? serversOnPath()) checked.push(await checkBinary(binary));
  console.log(json ? JSON.stringify(checked, undefined, 2) : checked.map(summary).join("\n"));
  if (checked.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
}

async function checkBinary(binary: string): Promise<Checked> {
  const answers = await probeServer(binary);
  return { binary, server: answers.server, findings: checkServer(answers) };
}

function summary({ binary, server, findings }: Checked): string {
  const title = `${server.engine} ${server.version} (${binary})`;
  if (findings.length === 0) return `${title}: the facts agree with the server`;

  const table = new Table({ head: ["directive", "difference", "facts", "server"], style: { head: [], border: [] } });
  table.push(...findings.map(({ directive, kind, facts, server }) => [directive, kind, facts, server]));
  return `${title}: ${findings.length} differences\n${table.toString()}`;
}
