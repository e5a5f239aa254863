import { objectName, partOf, propertiesOf } from "../kubernetes";
import { resourcePolicy } from "../policy";

export const protectedVolumes = resourcePolicy(
  {
    name: "protected-volumes",
    description:
      "Volumes with data outlive their StatefulSet and its scaling: neither a destroy nor an autoscaler " +
      "takes data along.",
    fix: "Set storage.keep to true.",
  },
  (resource) => {
    const set = partOf(resource) === "sentinel" ? undefined : propertiesOf(resource, "StatefulSet");
    return Object.entries(set?.spec?.persistentVolumeClaimRetentionPolicy ?? {})
      .filter(([, policy]) => policy !== "Retain")
      .map(([when, policy]) => `${objectName(resource)}: volumes ${when} have policy ${policy}`);
  },
);
