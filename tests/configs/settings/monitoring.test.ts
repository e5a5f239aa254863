import { parseStack, warnings } from "../../../configs";
import { refuses } from "../../support/refused";

const nothing = { exporter: { enabled: false } };

refuses([
  [
    "rules where nothing has metrics",
    { ...nothing, monitoring: { rules: "prometheusRule" } },
    "monitoring.rules",
    "prometheusRule",
    /nothing of the instance has metrics/,
  ],
  [
    "scrapes where nothing has metrics",
    { ...nothing, monitoring: { scrape: "annotations" } },
    "monitoring.scrape",
    "annotations",
    /nothing of the instance has metrics/,
  ],
  [
    "an interval that no object has",
    { monitoring: { scrape: "annotations", interval: "30s" } },
    "monitoring.interval",
    "30s",
    /no object tells Prometheus how often/,
  ],
  [
    "a namespace that is none",
    { monitoring: { scrapers: [{ namespace: "Monitoring" }] } },
    "monitoring.scrapers.0.namespace",
    "Monitoring",
    /lower-case letters/,
  ],
  [
    "a Prometheus of this machine in a cluster",
    { monitoring: { server: {} } },
    "monitoring.server",
    undefined,
    /runs a Prometheus beside nodes of platform local/,
  ],
]);

const local = { platform: "local" } as const;

refuses(
  [
    [
      "an interval on a machine without Prometheus",
      { monitoring: { interval: "30s" } },
      "monitoring.interval",
      "30s",
      /nothing on this machine scrapes/,
    ],
    [
      "a Prometheus without an exporter to scrape",
      { monitoring: { server: {} }, exporter: { enabled: false } },
      "exporter.enabled",
      false,
      /without metrics of the nodes/,
    ],
    [
      "an Alertmanager on the port of the proxy",
      { monitoring: { server: { port: 8403 } }, proxy: { kind: "haproxy" } },
      "monitoring.server.port",
      8403,
      /8403-8405 overlaps 8404/,
    ],
  ],
  local,
);

test("what only a cluster takes is warned of on a machine", () => {
  const monitoring = {
    rules: "configMap",
    scrape: "annotations",
    labels: { team: "shop" },
    scrapers: [{ namespace: "monitoring" }],
  } as const;
  const found = warnings(parseStack({ ...local, instances: { cache: { monitoring } } }));
  expect(found.map(({ property }) => property)).toEqual(
    ["rules", "scrape", "labels", "scrapers"].map((name) => `instances.cache.monitoring.${name}`),
  );
});
