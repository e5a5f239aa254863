import { kindOf, objectName, propertiesOf } from "../kubernetes";
import { resourcePolicy } from "../policy";

export const noPublicService = resourcePolicy(
  {
    name: "no-public-service",
    description: "No Service or Ingress lets in what is outside the cluster: Redis is for the cluster's own pods.",
    fix: "Leave Services as the components make them, of type ClusterIP.",
  },
  (resource) => {
    const kind = kindOf(resource);
    if (kind === "Ingress") return [`${objectName(resource)} is an Ingress`];
    const { type = "ClusterIP", externalIPs = [] } = propertiesOf(resource, "Service")?.spec ?? {};
    return [
      ...(type === "ClusterIP" ? [] : [`${objectName(resource)} is a Service of type ${type}`]),
      ...(externalIPs.length === 0 ? [] : [`${objectName(resource)} has external addresses`]),
    ];
  },
);
