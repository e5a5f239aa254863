import { objectName, podOf, propertiesOf } from "../kubernetes";
import { type Resource, stackPolicy } from "../policy";

export const graceWithinBudget = stackPolicy(
  {
    name: "grace-within-budget",
    description:
      "A Redis pod has as long to stop as its script takes for the hand-over and the save at most: else it " +
      "is killed in the middle.",
    fix: "Set stop.gracePeriod, of which the pod's terminationGracePeriodSeconds is made.",
  },
  (resources) => resources.flatMap((set) => findingsOf(set, resources)),
);

function findingsOf(set: Resource, resources: Resource[]): string[] {
  const pod = propertiesOf(set, "StatefulSet") && podOf(set);
  const config = pod?.volumes?.find(({ name }) => name === "config")?.configMap?.name;
  const map = resources.find((resource) => propertiesOf(resource, "ConfigMap") && objectName(resource) === config);
  if (!pod || !map) return [];
  const environment = propertiesOf(map, "ConfigMap")?.data?.["instance.env"] ?? "";
  const needed = valueOf(environment, "STOP_HAND_OVER_MS") + valueOf(environment, "STOP_SAVE_MS");
  const { terminationGracePeriodSeconds: grace = 30 } = pod;
  const isSentinel = pod.containers.some(({ command = [] }) => command.includes("/scripts/sentinel.sh"));
  if (isSentinel || grace * 1000 >= needed) return [];
  return [`${objectName(set)}: ${grace} s to stop, where hand-over and save may take ${needed / 1000} s`];
}

function valueOf(environment: string, name: string): number {
  return Number(new RegExp(`^${name}=(\\d+)$`, "m").exec(environment)?.[1] ?? 0);
}
