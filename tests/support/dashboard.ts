import { textOf } from "./repository";

/** A query of the dashboard. */
interface Target {
  datasource: object;
  expr: string;
}

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: Record<"x" | "y" | "w" | "h", number>;
  targets?: Target[];
}

interface Variable {
  type: string;
  name: string;
  datasource?: object;
}

interface Dashboard {
  panels: Panel[];
  annotations: { list: Target[] };
  templating: { list: Variable[] };
}

/** The committed file, as Grafana imports it. */
export function dashboard(): Dashboard {
  return JSON.parse(textOf("dashboards/redis-cache.json")) as Dashboard;
}

/** All queries with the names of their panels, for instance `cache` in namespace `redis`. */
export function queriesOf({ panels, annotations }: Dashboard, range: string): [string, string][] {
  const targets = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const));
  const all = [...targets, ...annotations.list.map(({ expr }) => ["annotation", expr] as const)];
  return all.map(([title, expr]) => [
    title,
    expr
      .replaceAll("$namespace", "redis")
      .replaceAll("$instance", "cache")
      .replaceAll("$node", "cache-(master|replica)-[0-9]+")
      .replaceAll("$__rate_interval", range),
  ]);
}
