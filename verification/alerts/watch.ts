import pWaitFor from "p-wait-for";
import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";

/** When an alert's expression became true, and when Alertmanager had it, in ms since 1970. */
export interface Firing {
  since: number;
  arrived: number;
}

interface PrometheusAlert {
  labels: { alertname: string };
  activeAt: string;
}

interface Rule {
  name: string;
  /** In s. */
  duration: number;
}

const lookEveryMs = 200;

/** What fires on an instance: all goes through its Prometheus to its Alertmanager. */
export class AlertWatch {
  private readonly prometheus: Endpoint;
  private readonly alertmanager: Endpoint;

  constructor({ name, monitoring }: DeployedInstance) {
    if (!monitoring) throw new Error(`instance ${name} has no Prometheus`);
    this.prometheus = monitoring.prometheus;
    this.alertmanager = monitoring.alertmanager;
  }

  /** Waits until Alertmanager has the alert. */
  async fires(alert: string, timeout: number): Promise<Firing> {
    let firing: Firing | undefined;
    const has = async () => {
      if (!(await this.atAlertmanager()).includes(alert)) return false;
      const arrived = Date.now();
      const active = (await this.active()).filter(({ labels }) => labels.alertname === alert);
      if (active.length === 0) return false;
      firing = { arrived, since: Math.min(...active.map(({ activeAt }) => Date.parse(activeAt))) };
      return true;
    };
    await awaited(`${alert} fires`, has, timeout);
    return firing!;
  }

  /** Waits until Alertmanager has it no more; resolves with the time. */
  async resolves(alert: string, timeout: number): Promise<number> {
    await awaited(`${alert} resolves`, async () => !(await this.atAlertmanager()).includes(alert), timeout);
    return Date.now();
  }

  /** Names of all alerts that have been in that state within the last minutes. */
  async hadAlerts(state: "firing" | "pending", minutes: number): Promise<string[]> {
    const query = `count by (alertname) (count_over_time(ALERTS{alertstate="${state}"}[${Math.ceil(minutes)}m]))`;
    const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
    const { result } = (await this.ask<{ data: { result: { metric: { alertname: string } }[] } }>(path)).data;
    return result.map(({ metric }) => metric.alertname).sort();
  }

  /** The `for` of each alert, in s. */
  async durations(): Promise<Map<string, number>> {
    const { data } = await this.ask<{ data: { groups: { rules: Rule[] }[] } }>("/api/v1/rules");
    return new Map(data.groups.flatMap(({ rules }) => rules.map(({ name, duration }) => [name, duration] as const)));
  }

  /** Waits until every target has been scraped, and no alert is on its way. */
  async settles(timeout: number): Promise<void> {
    await awaited("no alert is active", async () => (await this.active()).length === 0, timeout);
  }

  private async active(): Promise<PrometheusAlert[]> {
    return (await this.ask<{ data: { alerts: PrometheusAlert[] } }>("/api/v1/alerts")).data.alerts;
  }

  private async atAlertmanager(): Promise<string[]> {
    const alerts = await json<{ labels: { alertname: string } }[]>(this.alertmanager, "/api/v2/alerts");
    return alerts.map(({ labels }) => labels.alertname);
  }

  private ask<T>(path: string): Promise<T> {
    return json<T>(this.prometheus, path);
  }
}

async function json<T>({ host, port }: Endpoint, path: string): Promise<T> {
  const answer = await fetch(`http://${host}:${port}${path}`);
  if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}`);
  return (await answer.json()) as T;
}

async function awaited(what: string, condition: () => Promise<boolean>, timeout: number): Promise<void> {
  try {
    await pWaitFor(condition, { interval: lookEveryMs, timeout });
  } catch (error) {
    throw new Error(`${what}: not within ${Math.round(timeout / 60_000)} min`, { cause: error });
  }
}
