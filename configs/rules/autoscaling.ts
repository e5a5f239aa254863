import { millicores } from "./cpu";
import { rule } from "./rule";

const roomToScale = rule(
  ["autoscaling", "replicas.min", "replicas.max"],
  ({ autoscaling, replicas: { min, max } }) =>
    autoscaling !== undefined &&
    max <= min && {
      property: "replicas.max",
      value: max,
      reason: `not above replicas.min (${min}), so that autoscaling has nothing to add`,
      fix: `write ${min + 1} or more, or remove autoscaling`,
    },
);

const onKubernetes = rule(
  ["autoscaling"],
  ({ autoscaling }, { platform }) =>
    autoscaling !== undefined &&
    platform === "local" && {
      property: "autoscaling",
      reason: "needs Kubernetes, and platform is local",
      fix: "remove it, or write replicas.min",
    },
);

/** Targets but CPU are metrics of the exporter. */
const metricsThere = rule(["autoscaling", "exporter.enabled"], ({ autoscaling, exporter }) =>
  (["opsPerSecond", "clients"] as const)
    .filter((name) => !exporter.enabled && autoscaling?.[name] !== undefined)
    .map((name) => ({
      property: `autoscaling.${name}`,
      value: autoscaling![name],
      reason: "is a metric of the exporter, and exporter.enabled is false",
      fix: "write exporter.enabled: true, or remove it",
    })),
);

const clientsReachable = rule(
  ["autoscaling", "network.maxclients"],
  ({ autoscaling, network: { maxclients } }) =>
    autoscaling?.clients !== undefined &&
    autoscaling.clients >= maxclients && {
      property: "autoscaling.clients",
      value: autoscaling.clients,
      reason: `never exceeded: a replica refuses clients from network.maxclients (${maxclients}) on`,
      fix: `write less than ${maxclients}, or a larger network.maxclients`,
    },
);

/** Its unit is the request, so that it may be above 100 where the limit is. */
const cpuReachable = rule(
  ["autoscaling.cpu", "cpu.request", "cpu.limit"],
  ({ autoscaling, cpu: { request, limit } }) => {
    const most = Math.floor((95 * millicores(limit)) / millicores(request));
    return (
      autoscaling !== undefined &&
      autoscaling.cpu > most && {
        property: "autoscaling.cpu",
        value: autoscaling.cpu,
        reason: `hardly ever exceeded: cpu.limit (${limit}) is what a node uses at most, and cpu.request is ${request}`,
        fix: `write ${most} or less`,
      }
    );
  },
);

export const autoscalingRules = [roomToScale, cpuReachable, onKubernetes, metricsThere, clientsReachable];
