import type { InstanceContext, Part } from "../../configs";
import { imageOf, resourcesOf, scriptEnvironment } from "./node-container";
import { containerSecurity } from "./security";
import { folders, volumeMounts } from "./volumes";

/**
 * Writes what the other containers have to find when they start: the hosts file, which could not be mounted otherwise,
 * and what the exporter reads, its password and its certificate files.
 */
export function prepareContainer(context: InstanceContext, part: Part) {
  return {
    name: "prepare",
    image: imageOf(context.settings.server),
    imagePullPolicy: "IfNotPresent",
    command: ["sh", `${folders.SCRIPTS_DIR}/prepare.sh`],
    env: scriptEnvironment(context, part),
    // Of the pod's own container, so that the pod asks for no more, and its class of service stays.
    resources: resourcesOf(context, part),
    securityContext: containerSecurity,
    volumeMounts: volumeMounts(context),
  };
}
