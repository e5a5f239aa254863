import type { InstanceContext } from "../../configs";

/** Where a pod answers with metrics. */
interface MetricsPlace {
  port: number;
  path: string;
}

/** Annotations that many configurations of Prometheus go by, where the settings ask for them; they name one path. */
export function scrapeAnnotations(
  { settings: { monitoring } }: Pick<InstanceContext, "settings">,
  { port, path }: MetricsPlace,
): Record<string, string> {
  if (monitoring.scrape !== "annotations") return {};
  return { "prometheus.io/scrape": "true", "prometheus.io/port": String(port), "prometheus.io/path": path };
}
