import { refuses } from "../../support/refused";

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
]);
