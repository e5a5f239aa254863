import { type InstanceContext, metricsPort, milliseconds, noteNames, type Part, patienceWithin } from "../../configs";
import { exporterAddress } from "./exporter-address";
import { redisParts } from "./labels";
import { imageOf, nodeNameVariable, variables } from "./node-container";
import { exporterResources } from "./resources";
import { containerSecurity } from "./security";
import { certificatesInUseMount, exporterLoginMount, exporterPasswords, folders, hostsMount } from "./volumes";

/** redis_exporter beside a node, as a user who may read statistics and nothing else. */
export function exporterContainer(context: InstanceContext, part: Part) {
  const { exporter, tls } = context.settings;
  return {
    name: "exporter",
    image: imageOf(exporter),
    imagePullPolicy: "IfNotPresent",
    command: [exporter.command],
    env: [nodeNameVariable, ...variables(exporterVariables(context, part, exporterAddress(context, part)))],
    ports: [{ name: "metrics", containerPort: metricsPort }],
    resources: exporterResources(context.settings),
    securityContext: containerSecurity,
    // Reads the password's file again, so that a changed one counts within a period. It fails where there is no such
    // file, not where the server refuses: a node must not lose its clients for want of metrics.
    readinessProbe: {
      httpGet: { path: "/-/reload", port: "metrics" },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    livenessProbe: { httpGet: { path: "/health", port: "metrics" }, periodSeconds: 30, failureThreshold: 3 },
    volumeMounts: [{ ...exporterLoginMount(), readOnly: true }, hostsMount, ...certificatesInUseMount(tls.enabled)],
  };
}

/** What the exporter of a node at this address reads from its environment, the node's name left out. */
export function exporterVariables(
  { settings }: Pick<InstanceContext, "settings">,
  part: Part,
  address: string,
): Record<string, string> {
  const { monitoring, tls } = settings;
  return {
    REDIS_ADDR: address,
    REDIS_USER: "exporter",
    REDIS_PASSWORD_FILE: exporterPasswords,
    // CONFIG GET would show masterauth, and its user has no right to it.
    REDIS_EXPORTER_CONFIG_COMMAND: "-",
    // Whoever reaches the metrics could have it look for any key, and connect anywhere.
    REDIS_EXPORTER_DISABLE_SCRAPE_ENDPOINT: "true",
    // Prometheus waits 10 s for a scrape, and no longer than a period.
    REDIS_EXPORTER_CONNECTION_TIMEOUT: patienceWithin(Math.min(10_000, milliseconds(monitoring.interval ?? "10s"))),
    // A line for each time that the file is read again says nothing.
    REDIS_EXPORTER_LOG_LEVEL: "WARN",
    ...(redisParts.includes(part) && { REDIS_EXPORTER_CHECK_SINGLE_KEYS: keysOf(noteNames(settings)) }),
    ...(tls.enabled && tlsVariables(tls.clientCertificates !== "off")),
  };
}

function keysOf(names: readonly string[]): string {
  return names.map((name) => `db0=redis-cache:${name}`).join(",");
}

function tlsVariables(ownCertificate: boolean): Record<string, string> {
  return {
    REDIS_EXPORTER_TLS_CA_CERT_FILE: `${folders.TLS_DIR}/ca.crt`,
    ...(ownCertificate && {
      REDIS_EXPORTER_TLS_CLIENT_CERT_FILE: `${folders.TLS_DIR}/tls.crt`,
      REDIS_EXPORTER_TLS_CLIENT_KEY_FILE: `${folders.TLS_DIR}/tls.key`,
    }),
  };
}
