import Table from "cli-table3";
import type { ScenarioResult } from "./results";

/** What each scenario cost the applications. */
export function resultsTable(results: readonly ScenarioResult[]): string {
  const table = new Table({
    head: ["scenario", "TLS", "longest outage", "writes", "refused", "lost"],
    style: { head: [] },
  });
  for (const { scenario, tls, outageMs, acknowledged, refused, lost } of results) {
    table.push([scenario, tls ? "on" : "off", `${(outageMs / 1000).toFixed(2)} s`, acknowledged, refused, lost]);
  }
  return table.toString();
}
