import { refuses } from "../../support/refused";

const room = { replicas: { max: 5 } };

refuses([
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
  ["a share as a target", { ...room, autoscaling: { cpu: 0.6 } }, "autoscaling.cpu", 0.6, /whole number/],
]);

describe("on this machine", () => {
  refuses([["processes of this machine", { ...room, autoscaling: {} }, "autoscaling", undefined, /Kubernetes/]], {
    platform: "local",
  });
});
