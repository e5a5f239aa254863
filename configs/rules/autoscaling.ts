import { isOwnAddress } from "../schema/endpoint";
import { millicores, milliseconds } from "../schema/units";
import { rule } from "./rule";

/** The largest `replicas.max`. */
const mostNodes = 99;

const roomToScale = rule(
  ["autoscaling", "replicas.min", "replicas.max"],
  ({ autoscaling, replicas: { min, max } }) =>
    autoscaling !== undefined &&
    max <= min && {
      property: "replicas.max",
      value: max,
      reason: `not above replicas.min (${min}), so that autoscaling has nothing to add`,
      fix: `write ${min < mostNodes ? `${min + 1} or more` : "a smaller replicas.min"}, or remove autoscaling`,
    },
);

const onKubernetes = rule(
  ["autoscaling"],
  ({ autoscaling }, { platform }) =>
    autoscaling !== undefined &&
    platform !== "kubernetes" && {
      property: "autoscaling",
      reason: `needs Kubernetes, and platform is ${platform}`,
      fix: "remove it, or write replicas.min",
    },
);

const queried = ["opsPerSecond", "clients"] as const;

/** Targets but CPU are metrics of the exporter. */
const metricsThere = rule(["autoscaling", "exporter.enabled"], ({ autoscaling, exporter }) =>
  queried
    .filter((name) => !exporter.enabled && autoscaling?.[name] !== undefined)
    .map((name) => ({
      property: `autoscaling.${name}`,
      value: autoscaling![name],
      reason: "is a metric of the exporter, and exporter.enabled is false",
      fix: "write exporter.enabled: true, or remove it",
    })),
);

/** KEDA asks Prometheus; a HorizontalPodAutoscaler asks an adapter. */
const prometheusOfKeda = rule(["autoscaling"], ({ autoscaling }) => {
  if (autoscaling === undefined) return undefined;
  const { kind, prometheus } = autoscaling;
  const asked = queried.filter((name) => autoscaling[name] !== undefined);
  if (prometheus !== undefined && isOwnAddress(new URL(prometheus).hostname)) {
    return {
      property: "autoscaling.prometheus",
      value: prometheus,
      reason: "is the pod itself, for KEDA's own pod, which asks there",
      fix: "write the host as pods reach it, such as http://prometheus.monitoring:9090",
    };
  }
  if (prometheus !== undefined && (kind === "hpa" || asked.length === 0)) {
    return {
      property: "autoscaling.prometheus",
      value: prometheus,
      reason:
        kind === "hpa"
          ? "has no effect: autoscaling.kind is hpa, whose metrics come from an adapter"
          : "has no effect: neither autoscaling.opsPerSecond nor autoscaling.clients is written",
      fix: kind === "hpa" ? "write autoscaling.kind: keda, or remove it" : "write one of them, or remove it",
    };
  }
  return asked
    .filter(() => kind === "keda" && prometheus === undefined)
    .map((name) => ({
      property: `autoscaling.${name}`,
      value: autoscaling[name],
      reason: "KEDA asks Prometheus for it, and autoscaling.prometheus does not say where that is",
      fix: "write autoscaling.prometheus: http://prometheus.monitoring:9090, or remove it",
    }));
});

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

/** Two of each Sentinel, its script's, and that to its master. */
const clientsOfApplications = rule(
  ["autoscaling.clients", "sentinel.count"],
  ({ autoscaling, sentinel: { count } }) => {
    const own = 2 * count + 2;
    return (
      autoscaling?.clients !== undefined &&
      autoscaling.clients <= own && {
        property: "autoscaling.clients",
        value: autoscaling.clients,
        reason: `always exceeded: a replica that no application uses has ${own} connections of Sentinels and nodes`,
        fix: `write more than ${own}`,
      }
    );
  },
);

/** KEDA adds the path of the query. */
const addressOfPrometheus = rule(["autoscaling.prometheus"], ({ autoscaling }) => {
  const [, meant] = /^(.*?)\/+api(\/.*)?$/.exec(autoscaling?.prometheus ?? "") ?? [];
  return (
    meant !== undefined && {
      property: "autoscaling.prometheus",
      value: autoscaling!.prometheus,
      reason: "has the path of queries, /api/v1/query, which KEDA adds once more",
      fix: `write ${meant}`,
    }
  );
});

const replicasComeAndGo = rule(
  [],
  ({ autoscaling }) =>
    autoscaling !== undefined &&
    milliseconds(autoscaling.scaleDownAfter) < 60_000 && {
      property: "autoscaling.scaleDownAfter",
      value: autoscaling.scaleDownAfter,
      reason: "under 1m: a replica that is removed in a short lull loads the whole data set when it comes back",
      fix: "write 5m or more, or remove it for the default",
    },
);

export const autoscalingWarnings = [replicasComeAndGo];

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

export const autoscalingRules = [
  roomToScale,
  cpuReachable,
  onKubernetes,
  metricsThere,
  prometheusOfKeda,
  clientsReachable,
  clientsOfApplications,
  addressOfPrometheus,
];
