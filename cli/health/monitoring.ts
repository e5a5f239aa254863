import type { MonitoringKind } from "../../configs";
import type { Endpoint } from "./deployed";

/** What a Prometheus, Alertmanager or exporter of this machine says; only the name where it does not answer. */
export interface MonitoringView extends Endpoint {
  error?: string;
  kind?: MonitoringKind;
  /** Names of the alerts that fire, as Alertmanager has them. */
  firing?: string[];
}

const answerWithinMs = 3_000;

const readyPaths: Record<MonitoringKind, string> = {
  prometheus: "/-/ready",
  alertmanager: "/-/ready",
  exporter: "/health",
};

/** Asks whether it is ready, and an Alertmanager what fires. */
export async function viewMonitoring(kind: MonitoringKind, endpoint: Endpoint): Promise<MonitoringView> {
  await get(endpoint, readyPaths[kind]);
  if (kind !== "alertmanager") return { ...endpoint, kind };
  const alerts = (await (await get(endpoint, "/api/v2/alerts")).json()) as { labels: { alertname: string } }[];
  return { ...endpoint, kind, firing: [...new Set(alerts.map(({ labels }) => labels.alertname))].sort() };
}

async function get({ host, port }: Endpoint, path: string): Promise<Response> {
  const answer = await fetch(`http://${host}:${port}${path}`, { signal: AbortSignal.timeout(answerWithinMs) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer;
}
