import { type InstanceContext, objectNames } from "../../configs";
import { checksumOf } from "../../configs/render/checksum";
import type { InstanceFiles } from "../../configs/render";
import { jobTemplate } from "../pod/job-template";
import { clientLabel, configurationPodLabels } from "../pod/labels";
import { imageOf, variables } from "../pod/node-container";
import type { Container } from "../pod/pod-template";
import { sentinelResources } from "../pod/resources";
import { containerSecurity } from "../pod/security";
import { folders, tlsMount, tlsVolume } from "../pod/volumes";
import { metadata } from "./metadata";

// A kubelet shows a pod a changed file within some two minutes.
const limitSeconds = 300;

/**
 * Waits until what the nodes mount is in force; another one for other files, because a Job never changes. One that has
 * failed is made anew by the next deployment.
 */
export function configurationJob(context: InstanceContext, { redis }: InstanceFiles) {
  const template = podTemplate(context);
  const checksum = checksumOf(JSON.stringify([redis["redis.conf"], redis["replica.conf"], template]));
  return {
    metadata: metadata(context, {
      kind: "Job",
      // With the longest name of an instance 59 of 63 characters.
      name: `${context.name}-config-${checksum.slice(0, 8)}`,
      annotations: { "pulumi.com/replaceUnready": "true" },
    }),
    spec: { backoffLimit: 1, activeDeadlineSeconds: 2 * limitSeconds, template },
  };
}

function podTemplate(context: InstanceContext) {
  return jobTemplate(context, {
    labels: { ...configurationPodLabels(context), ...clientLabel(context) },
    serviceAccountName: objectNames(context).serviceAccount,
    containers: [container(context)],
    volumes: volumes(context),
  });
}

const work = { WORK_DIR: "/work" };

/** A server with no data: as much memory as a Sentinel. */
function container({ settings }: InstanceContext): Container {
  const { CONFIG_DIR, SCRIPTS_DIR, SECRETS_DIR, TLS_DIR } = folders;
  return {
    name: "configuration",
    image: imageOf(settings.server),
    imagePullPolicy: "IfNotPresent",
    command: ["sh", `${SCRIPTS_DIR}/configuration-job.sh`],
    env: variables({ CONFIG_DIR, SCRIPTS_DIR, SECRETS_DIR, TLS_DIR, ...work, LIMIT_SECONDS: String(limitSeconds) }),
    resources: sentinelResources(settings),
    securityContext: containerSecurity,
    volumeMounts: [
      { name: "config", mountPath: CONFIG_DIR, readOnly: true },
      { name: "scripts", mountPath: SCRIPTS_DIR, readOnly: true },
      { name: "secrets", mountPath: SECRETS_DIR, readOnly: true },
      { name: "work", mountPath: work.WORK_DIR },
      ...tlsMount(settings.tls.enabled),
    ],
  };
}

function volumes(context: InstanceContext) {
  const names = objectNames(context);
  const items = [{ key: "ops", path: "ops" }];
  return [
    { name: "config", configMap: { name: names.redisConfig } },
    { name: "scripts", configMap: { name: names.scripts } },
    { name: "secrets", secret: { secretName: names.users, defaultMode: 0o440, items } },
    { name: "work", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
    ...tlsVolume(context),
  ];
}
