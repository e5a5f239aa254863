import Table from "cli-table3";
import { seconds } from "../../../benchmarks/statistics";
import type { ScenarioResult } from "./results";

/** What each scenario cost the applications. */
export function resultsTable(results: readonly ScenarioResult[]): string {
  const table = new Table({
    head: ["scenario", "TLS", "longest outage", "healthy after", "writes", "refused", "lost"],
    style: { head: [] },
  });
  for (const { scenario, tls, outageMs, healthyAfterMs, acknowledged, refused, lost } of results) {
    table.push([scenario, tls ? "on" : "off", seconds(outageMs), seconds(healthyAfterMs), acknowledged, refused, lost]);
  }
  return table.toString();
}
