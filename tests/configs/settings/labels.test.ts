import { findingsOf, refuses, stackOf } from "../../support/refused";

refuses([
  [
    "a label value with spaces",
    { labels: { team: "the cache team" } },
    "labels.team",
    "the cache team",
    /at most 63 letters/,
  ],
  ["a label name with spaces", { labels: { "my team": "x" } }, "labels.my team", "my team", /a name of Kubernetes/],
  [
    "a label by which pods are selected",
    { labels: { "app.kubernetes.io/name": "x" } },
    "labels.app.kubernetes.io/name",
    "x",
    /the toolkit sets this label/,
  ],
  [
    "the same for what Prometheus selects",
    { monitoring: { scrape: "serviceMonitor", labels: { "app.kubernetes.io/instance": "x" } } },
    "monitoring.labels.app.kubernetes.io/instance",
    "x",
    /the toolkit sets this label/,
  ],
  [
    "the label by which Prometheus finds the Service of metrics",
    { labels: { "redis-cache/metrics": "x" } },
    "labels.redis-cache/metrics",
    "x",
    /Services and network policies go by them/,
  ],
  [
    "the label of another instance's clients",
    { labels: { "redis-cache/other-client": "true" } },
    "labels.redis-cache/other-client",
    "true",
    /network policies go by them/,
  ],
  [
    "a label of a controller",
    { labels: { "statefulset.kubernetes.io/pod-name": "x" } },
    "labels.statefulset.kubernetes.io/pod-name",
    "x",
    /controllers of Kubernetes/,
  ],
]);

test("labels of the recommended set that the toolkit leaves to others are accepted", () => {
  const labels = { "app.kubernetes.io/part-of": "shop", "app.kubernetes.io/version": "1.2" };
  expect(findingsOf(stackOf({ labels, monitoring: { scrape: "podMonitor", labels } }))).toEqual([]);
});
