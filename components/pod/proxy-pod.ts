import type { types } from "@pulumi/kubernetes";
import {
  endsAtProxy,
  type Instance,
  type InstanceContext,
  objectNames,
  type LeadingKind,
  usesCertificates,
} from "../../configs";
import { proxyPasswords } from "../../configs/secrets/node-files";
import { readsCommands } from "../../configs/settings/proxy";
import { objectLabels, proxyPodLabels } from "./labels";
import { imageOf, nodeNameVariable, variables } from "./node-container";
import { podAnnotations, podBase } from "./pod-base";
import { followerResources, proxyResources } from "./resources";
import { proxyScheduling } from "./scheduling";
import { scrapeAnnotations } from "./scrape-annotations";
import { containerSecurity } from "./security";
import { folders, tlsMount, tlsVolume } from "./volumes";

/** In s: how long it takes connections when it ends, until no machine sends any here; then how long clients have. */
const end = { DRAIN_SECONDS: 5, LEAVE_SECONDS: 10 };

/** A pod of the proxy; `restartChecksum` changes with what its script reads only at its start. */
export function proxyPod(
  context: InstanceContext,
  kind: LeadingKind,
  restartChecksum: string,
): types.input.core.v1.PodTemplateSpec {
  const { settings } = context;
  return {
    metadata: {
      labels: { ...objectLabels(context), ...proxyPodLabels(context) },
      annotations: {
        // What the alerts read; the other path is the program's own.
        ...scrapeAnnotations(context, { port: settings.proxy.healthPort, path: "/sentinels" }),
        ...podAnnotations(settings, restartChecksum),
      },
    },
    spec: {
      serviceAccountName: objectNames(context).serviceAccount,
      ...podBase(settings),
      terminationGracePeriodSeconds: end.DRAIN_SECONDS + end.LEAVE_SECONDS + 5,
      ...proxyScheduling(context),
      containers: containers(settings, kind),
      volumes: volumes(context),
    },
  };
}

function containers(settings: Instance, kind: LeadingKind) {
  switch (kind) {
    case "haproxy":
      return [container(settings, kind, secretMounts(settings))];
    case "envoy":
      return [container(settings, kind, passwordsOfClients(settings), { FOLLOWER: "beside" }), follower(settings)];
    default: {
      const exhaustiveCheck: never = kind;
      return exhaustiveCheck;
    }
  }
}

function container(
  settings: Instance,
  kind: LeadingKind,
  mounts: types.input.core.v1.VolumeMount[],
  more: Record<string, string> = {},
) {
  const { port, readPort, healthPort } = settings.proxy;
  return {
    name: "proxy",
    image: imageOf(settings.proxy),
    ...started(`${kind}.sh`, more),
    ports: Object.entries({ write: port, read: readPort, metrics: healthPort }).map(([name, containerPort]) => ({
      name,
      containerPort,
    })),
    resources: proxyResources(settings),
    // Without a master it waits; another start would bring none.
    startupProbe: { ...asked("/health"), periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...asked("/ready"), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 2 },
    livenessProbe: { ...asked("/health"), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    volumeMounts: [...sharedMounts, ...mounts],
  };
}

/** Asks the Sentinels by redis-cli, and writes the files that Envoy watches. */
function follower(settings: Instance) {
  return {
    name: "follower",
    image: imageOf(settings.server),
    ...started("follow.sh"),
    resources: followerResources(),
    // Every other second it says what it sees.
    livenessProbe: { exec: { command: ["sh", "-c", hasReported] }, periodSeconds: 10, timeoutSeconds: 5 },
    volumeMounts: [...sharedMounts, ...secretMounts(settings)],
  };
}

const hasReported = `[ -n "$(find ${folders.RUN_DIR}/routes.yaml -mmin -1)" ]`;

function started(script: string, more: Record<string, string> = {}) {
  const { CONFIG_DIR, RUN_DIR, SECRETS_DIR, TLS_DIR } = folders;
  const ends = Object.fromEntries(Object.entries(end).map(([name, value]) => [name, String(value)]));
  // Of one ConfigMap, so that a running pod never sees a new configuration beside an old script.
  const places = { CONFIG_DIR, SCRIPTS_DIR: CONFIG_DIR, SECRETS_DIR, TLS_DIR, RUN_DIR };
  return {
    imagePullPolicy: "IfNotPresent",
    command: ["sh", `${CONFIG_DIR}/${script}`],
    env: [nodeNameVariable, ...variables({ ...places, BIND: "*", ...ends, ...more })],
    securityContext: containerSecurity,
  };
}

const sharedMounts = [
  { name: "config", mountPath: folders.CONFIG_DIR, readOnly: true },
  { name: "run", mountPath: folders.RUN_DIR },
];

function secretMounts(settings: Instance) {
  return [secretsMount, ...tlsMount(usesCertificates(settings))];
}

function passwordsOfClients({ proxy }: Instance) {
  return readsCommands(proxy) ? [secretsMount] : [];
}

const secretsMount = { name: "secrets", mountPath: folders.SECRETS_DIR, readOnly: true };

function asked(path: string) {
  return { httpGet: { path, port: "metrics" } };
}

/** Its own password alone, and the private key only where it uses that. */
function volumes(context: InstanceContext) {
  const { proxy, users } = objectNames(context);
  const { settings } = context;
  const usesKey = endsAtProxy(settings) || settings.tls.clientCertificates !== "off";
  const { needed, optional } = proxyPasswords(settings);
  const items = [...needed, ...optional].map((key) => ({ key, path: key }));
  // It says nothing of single entries; without its own the proxy ends, and says so.
  const lenient = optional.length > 0 ? { optional: true } : {};
  return [
    { name: "config", configMap: { name: proxy } },
    { name: "run", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
    { name: "secrets", secret: { secretName: users, defaultMode: 0o440, items, ...lenient } },
    ...tlsVolume(context, usesKey ? undefined : ["ca.crt"], usesCertificates(settings)),
  ];
}
