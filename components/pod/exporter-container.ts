import { type InstanceContext, metricsPort, objectNames, type Part, serviceDomain } from "../../configs";
import { redisParts } from "./labels";
import { imageOf, nodeNameVariable } from "./node-container";
import { exporterResources } from "./resources";
import { containerSecurity } from "./security";
import { certificatesInUseMount, folders } from "./volumes";

/** redis_exporter beside a node, as a user who may read statistics and nothing else. */
export function exporterContainer(context: InstanceContext, part: Part) {
  const { backup, exporter, tls } = context.settings;
  return {
    name: "exporter",
    image: imageOf(exporter),
    imagePullPolicy: "IfNotPresent",
    command: [exporter.command],
    env: [
      nodeNameVariable,
      { name: "REDIS_ADDR", value: address(context, part) },
      { name: "REDIS_USER", value: "exporter" },
      { name: "REDIS_PASSWORD", valueFrom: { secretKeyRef: { name: objectNames(context).users, key: "exporter" } } },
      // CONFIG GET would show masterauth, and its user has no right to it.
      { name: "REDIS_EXPORTER_CONFIG_COMMAND", value: "-" },
      ...(redisParts.includes(part)
        ? [
            {
              name: "REDIS_EXPORTER_CHECK_SINGLE_KEYS",
              value: notes(backup ? [...nodeNotes, ...backupNotes] : nodeNotes),
            },
          ]
        : []),
      ...(tls.enabled ? tlsVariables(tls.clientCertificates !== "off") : []),
    ],
    ports: [{ name: "metrics", containerPort: metricsPort }],
    resources: exporterResources(context.settings),
    securityContext: containerSecurity,
    livenessProbe: { httpGet: { path: "/health", port: "metrics" }, periodSeconds: 30, failureThreshold: 3 },
    volumeMounts: certificatesInUseMount(tls.enabled),
  };
}

/** What the master's script notes in Redis: refused values of the configuration, and when the certificate ends. */
const nodeNotes = ["node:certificate-end", "node:refused"];

/** What the jobs of backups note there. */
const backupNotes = [
  ...["started", "time", "bytes", "keys", "milliseconds"].map((name) => `backup:${name}`),
  ...["started", "time", "seconds", "age", "keys"].map((name) => `drill:${name}`),
];

/** Each becomes a metric `redis_key_value` with the label `key`. */
function notes(names: readonly string[]): string {
  return names.map((name) => `db0=redis-cache:${name}`).join(",");
}

/** With TLS by the name that the certificate holds; without, nothing leaves the pod. */
function address({ namespace, settings }: InstanceContext, part: Part): string {
  const { network, tls } = settings;
  const port = redisParts.includes(part) ? network.port : network.sentinelPort;
  return tls.enabled
    ? `rediss://$(NODE_NAME).${serviceDomain(namespace, network)}:${port}`
    : `redis://127.0.0.1:${port}`;
}

function tlsVariables(ownCertificate: boolean) {
  return [
    { name: "REDIS_EXPORTER_TLS_CA_CERT_FILE", value: `${folders.TLS_DIR}/ca.crt` },
    ...(ownCertificate
      ? [
          { name: "REDIS_EXPORTER_TLS_CLIENT_CERT_FILE", value: `${folders.TLS_DIR}/tls.crt` },
          { name: "REDIS_EXPORTER_TLS_CLIENT_KEY_FILE", value: `${folders.TLS_DIR}/tls.key` },
        ]
      : []),
  ];
}
