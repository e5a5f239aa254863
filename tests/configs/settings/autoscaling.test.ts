import { refuses } from "../../support/refused";

const prometheus = "http://prometheus.monitoring:9090";
const room = { replicas: { max: 5 } };

refuses([
  [
    "fewer clients than Sentinels make",
    { replicas: { max: 4 }, autoscaling: { clients: 8 } },
    "autoscaling.clients",
    8,
    /always exceeded/,
  ],
  [
    "the path of queries",
    {
      replicas: { max: 4 },
      autoscaling: { kind: "keda", opsPerSecond: 100, prometheus: "http://prometheus:9090/p/api/v1/query" },
    },
    "autoscaling.prometheus",
    "http://prometheus:9090/p/api/v1/query",
    /adds once more/,
  ],
  ["no room", { autoscaling: {} }, "replicas.max", 2, /not above replicas\.min \(2\)/],
  [
    "a memory target",
    { ...room, autoscaling: { memory: 80 } },
    "autoscaling.memory",
    80,
    /each holds the whole data set/,
  ],
  [
    "a target that no exporter measures",
    { ...room, exporter: { enabled: false }, autoscaling: { opsPerSecond: 5000 } },
    "autoscaling.opsPerSecond",
    5000,
    /metric of the exporter/,
  ],
  [
    "clients that a replica refuses",
    { ...room, network: { maxclients: 5000 }, autoscaling: { clients: 20_000 } },
    "autoscaling.clients",
    20_000,
    /from network.maxclients \(5000\) on/,
  ],
  [
    "a metric that KEDA asks nobody for",
    { ...room, autoscaling: { kind: "keda", opsPerSecond: 5000 } },
    "autoscaling.opsPerSecond",
    5000,
    /autoscaling\.prometheus does not say where/,
  ],
  [
    "a Prometheus that an autoscaler of Kubernetes does not ask",
    { ...room, autoscaling: { opsPerSecond: 5000, prometheus } },
    "autoscaling.prometheus",
    prometheus,
    /autoscaling\.kind is hpa/,
  ],
  [
    "a Prometheus that is asked nothing",
    { ...room, autoscaling: { kind: "keda", prometheus } },
    "autoscaling.prometheus",
    prometheus,
    /neither autoscaling\.opsPerSecond nor autoscaling\.clients/,
  ],
  [
    "an address that is no URL",
    { ...room, autoscaling: { kind: "keda", clients: 50, prometheus: "prometheus:9090" } },
    "autoscaling.prometheus",
    "prometheus:9090",
    /http:\/\/ or https:\/\//,
  ],
  ["a share as a target", { ...room, autoscaling: { cpu: 0.6 } }, "autoscaling.cpu", 0.6, /whole number/],
]);

describe("on this machine", () => {
  refuses([["processes of this machine", { ...room, autoscaling: {} }, "autoscaling", undefined, /Kubernetes/]], {
    platform: "local",
  });
});
