import {
  PodMonitor,
  PrometheusRule,
  ServiceMonitor,
} from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1";
import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import { parse } from "yaml";
import { type KubernetesObject, stackObjects } from "../../cli/render/objects";
import { type InstanceInput, parseStack } from "../../configs";

const proxy = { kind: "haproxy" } as const;

const objectsOf = (cache: InstanceInput) => stackObjects(parseStack({ namespace: "redis", instances: { cache } }));

const named = (objects: KubernetesObject[], kind: string) =>
  Object.fromEntries(objects.filter((object) => object.kind === kind).map((object) => [object.metadata.name, object]));

type Spec<T> = T extends { spec: infer S } ? S : never;

test("rules are an object of the Prometheus operator, or a file in a ConfigMap, with labels to select them by", async () => {
  const labels = { release: "prometheus" };
  const asObject = named(await objectsOf({ monitoring: { rules: "prometheusRule", labels } }), "PrometheusRule");
  const asFile = named(await objectsOf({ monitoring: { rules: "configMap", labels } }), "ConfigMap");
  const [rule, file] = [asObject["cache-alerts"]!, asFile["cache-alerts"]!];
  for (const { metadata } of [rule, file]) expect(metadata.labels).toMatchObject({ release: "prometheus" });
  expect(() => new PrometheusRule(rule as never).validate()).not.toThrow();
  const { data } = file as unknown as { data: Record<string, string> };
  const { groups } = rule.spec as { groups: { rules: object[] }[] };
  expect(groups.flatMap(({ rules }) => rules).length).toBeGreaterThan(20);
  expect(parse(data["cache-alerts.yaml"]!)).toEqual({ groups });
});

test("a ServiceMonitor finds the Services of metrics, and no other Service of the instance", async () => {
  const objects = await objectsOf({ proxy, monitoring: { scrape: "serviceMonitor", interval: "15s" } });
  const monitors = named(objects, "ServiceMonitor");
  for (const monitor of Object.values(monitors))
    expect(() => new ServiceMonitor(monitor as never).validate()).not.toThrow();
  const endpoint = { port: "metrics", interval: "15s" };
  // Literals of these types have no key that the operator does not know.
  const ofExporters: Spec<IServiceMonitor> = {
    selector: {
      matchLabels: {
        "app.kubernetes.io/name": "redis",
        "app.kubernetes.io/instance": "cache",
        "redis-cache/metrics": "exporter",
      },
    },
    endpoints: [{ ...endpoint, path: "/metrics" }],
  };
  expect(monitors["cache-metrics"]!.spec).toEqual(ofExporters);
  const { selector, endpoints } = monitors["cache-proxy-metrics"]!.spec as Spec<IServiceMonitor>;
  expect(endpoints).toEqual(["/sentinels", "/metrics"].map((path) => ({ ...endpoint, path })));
  const found = [ofExporters.selector, selector].map(({ matchLabels }) =>
    Object.values(named(objects, "Service"))
      .filter(({ metadata }) => Object.entries(matchLabels!).every(([key, value]) => metadata.labels?.[key] === value))
      .map(({ metadata }) => metadata.name),
  );
  expect(found).toEqual([["cache-metrics"], ["cache-proxy-metrics"]]);
});

test("a PodMonitor finds the pods themselves", async () => {
  const monitors = named(await objectsOf({ monitoring: { scrape: "podMonitor" } }), "PodMonitor");
  const spec: Spec<IPodMonitor> = {
    selector: { matchLabels: { "app.kubernetes.io/name": "redis", "app.kubernetes.io/instance": "cache" } },
    podMetricsEndpoints: [{ port: "metrics", path: "/metrics" }],
  };
  expect(Object.keys(monitors)).toEqual(["cache-metrics"]);
  expect(monitors["cache-metrics"]!.spec).toEqual(spec);
  expect(() => new PodMonitor(monitors["cache-metrics"] as never).validate()).not.toThrow();
});

test("annotations of pods name port and path, and give way to the user's", async () => {
  const objects = await objectsOf({
    proxy,
    monitoring: { scrape: "annotations" },
    pods: { annotations: { "prometheus.io/path": "/other" } },
  });
  const annotationsOf = (kind: string, name: string) => {
    const { spec } = named(objects, kind)[name]!;
    return (spec as { template: { metadata: { annotations: Record<string, string> } } }).template.metadata.annotations;
  };
  const common = { "prometheus.io/scrape": "true", "prometheus.io/path": "/other" };
  expect(annotationsOf("StatefulSet", "cache-replica")).toMatchObject({ ...common, "prometheus.io/port": "9121" });
  expect(annotationsOf("Deployment", "cache-proxy")).toMatchObject({ ...common, "prometheus.io/port": "8404" });
});

test("an instance has none of it unless its settings say so", async () => {
  const kinds = (await objectsOf({})).map(({ kind }) => kind);
  for (const kind of ["PrometheusRule", "ServiceMonitor", "PodMonitor"]) expect(kinds).not.toContain(kind);
  expect(Object.keys(named(await objectsOf({}), "ConfigMap"))).not.toContain("cache-alerts");
});
