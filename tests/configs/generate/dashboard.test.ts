import { dashboard } from "../../support/dashboard";

const { panels, annotations, templating } = dashboard();

test("each panel has an id of its own, and none lies on another", () => {
  const ids = panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
});

test("the rows are those of the subjects, each with panels", () => {
  const rows = panels.filter(({ type }) => type === "row").map(({ title }) => title);
  expect(rows).toEqual([
    ...["Overview", "Memory", "Traffic", "Latency", "Replication", "Persistence"],
    ...["Clients", "Keyspace", "Sentinels", "Proxy", "Backup, drill, certificate"],
  ]);
});

test("everything asks the Prometheus that is chosen, over ranges that fit its interval", () => {
  const chosen = { type: "prometheus", uid: "${datasource}" };
  const targets = panels.flatMap((panel) => panel.targets ?? []);
  for (const { datasource } of [...targets, ...annotations.list]) expect(datasource).toEqual(chosen);
  for (const { type, datasource } of templating.list) {
    expect(datasource).toEqual(type === "datasource" ? undefined : chosen);
  }
  const ranges = targets.flatMap(({ expr }) => [...expr.matchAll(/\}\[([^\]]*)\]/g)].map(([, range]) => range));
  expect(new Set(ranges)).toEqual(new Set(["$__rate_interval"]));
});

test("every series is one of the instance that is chosen", () => {
  const exprs = [...panels.flatMap(({ targets = [] }) => targets), ...annotations.list].map(({ expr }) => expr);
  for (const selector of exprs.flatMap((expr) => expr.match(/\{[^{}]*\}/g) ?? [])) {
    expect(selector).toMatch(/^\{namespace="\$namespace", pod=~"\$(node"|instance-)/);
  }
});
