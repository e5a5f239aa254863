import type { InstanceContext, Part } from "../../configs";
import { exporterAddress } from "./exporter-address";
import { imageOf, nodeNameVariable, variables } from "./node-container";
import { followerResources } from "./resources";
import { containerSecurity } from "./security";
import { certificatesMount, exporterLoginMount, folders, tlsMount } from "./volumes";

/** Writes what the exporter reads at its start before it does: its password, and its certificate files. */
export function exporterLogin(context: InstanceContext, part: Part) {
  const { SCRIPTS_DIR, SECRETS_DIR, RUN_DIR, TLS_DIR } = folders;
  const { enabled } = context.settings.tls;
  return {
    name: "exporter-login",
    image: imageOf(context.settings.server),
    imagePullPolicy: "IfNotPresent",
    command: ["sh", `${SCRIPTS_DIR}/exporter-login.sh`],
    env: [
      nodeNameVariable,
      ...variables({ EXPORTER_ADDRESS: exporterAddress(context, part), SCRIPTS_DIR, SECRETS_DIR, RUN_DIR }),
      ...(enabled ? variables({ TLS_DIR }) : []),
    ],
    resources: followerResources(),
    securityContext: containerSecurity,
    volumeMounts: [
      { name: "scripts", mountPath: SCRIPTS_DIR, readOnly: true },
      { name: "secrets", mountPath: SECRETS_DIR, readOnly: true },
      exporterLoginMount(),
      ...tlsMount(enabled),
      ...certificatesMount(enabled),
    ],
  };
}
