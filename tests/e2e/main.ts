import { mkdtempSync, readFileSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { show } from "../../cli/process";
import { forwardSignals } from "../../cli/process/signals";
import { run, runSelector } from "../../benchmarks/cluster/environment";
import { kubectl } from "../../benchmarks/cluster/kubectl";
import type { ScenarioResult } from "./support/results";
import { resultsTable } from "./support/results-table";

/**
 * Runs the tests on the cluster that KUBECONFIG names, removes their namespaces however they end, and prints the table.
 */
async function main(args: string[]): Promise<void> {
  await kubectl(["version"]).catch((error: Error) => {
    throw new Error(`No cluster answers: set KUBECONFIG to one that may be tested on.\n${error.message}`);
  });
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-e2e-"));
  const results = join(folder, "results.jsonl");
  try {
    const jest = require.resolve("jest/bin/jest");
    const config = join(__dirname, "jest.config.js");
    const env = { ...process.env, CLUSTER_RUN: run, E2E_RESULTS: results };
    process.exitCode = await show(process.execPath, [jest, "--config", config, "--runInBand", ...args], { env });
  } finally {
    await kubectl([
      "delete",
      "namespaces,customresourcedefinitions,storageclasses",
      "-l",
      runSelector,
      "--timeout=120s",
    ]);
    if (existsSync(results)) console.log(resultsTable(readResults(results)));
    rmSync(folder, { recursive: true });
  }
}

function readResults(file: string): ScenarioResult[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ScenarioResult);
}

forwardSignals();
main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
