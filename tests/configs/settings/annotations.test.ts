import { expectRefusal, findingsOf, refuses, stackOf } from "../../support/refused";

const checksum = { "redis-cache/restart-checksum": "x" };
const scraped = { "prometheus.io/port": "9999" };
const waves = { "argocd.argoproj.io/sync-wave": "9" };

refuses([
  ["a number as an annotation", { annotations: { team: 7 } }, "annotations.team", 7, /text, not a number/],
  [
    "the checksum of restarts",
    { pods: { annotations: checksum } },
    "pods.annotations.redis-cache/restart-checksum",
    "x",
    /toolkit's own annotations/,
  ],
]);

test("annotations of Prometheus give way to what is written", () => {
  expect(findingsOf(stackOf({ monitoring: { scrape: "annotations" }, pods: { annotations: scraped } }))).toEqual([]);
});

test.each(["annotations", "network.serviceAnnotations"])(
  "a wave of Argo CD among %s has no effect with syncWaves",
  (map) => {
    const cache = map === "annotations" ? { annotations: waves } : { network: { serviceAnnotations: waves } };
    const property = `instances.cache.${map}.argocd.argoproj.io/sync-wave`;
    expectRefusal(stackOf(cache, { syncWaves: true }), property, "9", /wave of its kind/);
    expect(findingsOf(stackOf(cache))).toEqual([]);
  },
);
