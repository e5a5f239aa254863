import { instanceLabel, objectName, partOf, propertiesOf } from "../kubernetes";
import { stackPolicy } from "../policy";

export const backup = stackPolicy(
  {
    name: "backup",
    description: "Every instance has a backup by a CronJob: replicas repeat a FLUSHALL, a backup does not.",
    fix: "Set backup.bucket, or make this policy advisory for caches that may be lost.",
  },
  (resources) => {
    const saved = resources
      .filter((resource) => propertiesOf(resource, "CronJob") && objectName(resource).endsWith("-backup"))
      .map(instanceLabel);
    return resources
      .filter((resource) => propertiesOf(resource, "StatefulSet") && partOf(resource) === "master")
      .map(instanceLabel)
      .filter((instance) => !saved.includes(instance))
      .map((instance) => `instance ${instance} has no backup`);
  },
);
