import { containersOf, objectName, podOf } from "../kubernetes";
import { resourcePolicy } from "../policy";

export const requestsAndLimits = resourcePolicy(
  {
    name: "requests-and-limits",
    description:
      "Every container asks for what it needs, and memory has a limit: else a neighbour's growth takes the " +
      "cache's node.",
    fix: "Set memory.limit, and master.cpu or the like.",
  },
  (resource) =>
    containersOf(podOf(resource) ?? { containers: [] }).flatMap(
      ({ name, resources: { requests = {}, limits = {} } = {} }) =>
        Object.entries({
          "no request of cpu": requests.cpu,
          "no request of memory": requests.memory,
          "no limit of memory": limits.memory,
        })
          .filter(([, value]) => value === undefined)
          .map(([lack]) => `${objectName(resource)}: container ${name} has ${lack}`),
    ),
);
