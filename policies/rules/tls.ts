import { objectName, propertiesOf } from "../kubernetes";
import { resourcePolicy } from "../policy";

export const tls = resourcePolicy(
  {
    name: "tls",
    description:
      "Redis and Sentinel listen with TLS, and their plain ports are closed: passwords and data cross the network.",
    fix: "Set tls.enabled to true.",
  },
  (resource) =>
    Object.entries(propertiesOf(resource, "ConfigMap")?.data ?? {})
      .filter(([key, text]) => key === "instance.env" && !/^TLS=yes$/m.test(text))
      .map(() => `${objectName(resource)}: the nodes listen without TLS`),
);
