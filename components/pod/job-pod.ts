import { type Instance, type InstanceContext, objectNames } from "../../configs";
import { bucketFolder, bucketMount, bucketVolume } from "./bucket-keys";
import { jobTemplate } from "./job-template";
import { backupPodLabels } from "./labels";
import { imageOf, variables } from "./node-container";
import type { Container } from "./pod-template";
import { backupResources, redisResources } from "./resources";
import { containerSecurity } from "./security";
import { folders, tlsMount, tlsVolume } from "./volumes";

type Backup = NonNullable<Instance["backup"]>;

/** The containers of jobs, by the script that each runs. */
export const jobContainers = {
  "backup-copy.sh": "copy",
  "backup-store.sh": "store",
  "backup-report.sh": "report",
  "drill-begin.sh": "begin",
  "restore-fetch.sh": "fetch",
  "drill-load.sh": "load",
} as const;

export type JobScript = keyof typeof jobContainers;

/** A copy by the server's own image, its upload by the store's, and a note by the server's again. */
export function backupPod(context: InstanceContext, backup: Backup) {
  const steps = [redisStep(context, backup, "backup-copy.sh"), storeStep(backup, "backup-store.sh")];
  return jobPod(context, backup, steps, redisStep(context, backup, "backup-report.sh"));
}

/** The newest backup, brought by the store's image and loaded by the server's, with as much memory as a node has. */
export function drillPod(context: InstanceContext, backup: Backup) {
  const steps = [redisStep(context, backup, "drill-begin.sh"), storeStep(backup, "restore-fetch.sh", "latest")];
  const load = { ...redisStep(context, backup, "drill-load.sh"), resources: redisResources(context.settings) };
  return jobPod(context, backup, steps, load);
}

function jobPod(context: InstanceContext, backup: Backup, initContainers: Container[], last: Container) {
  return jobTemplate(context, {
    labels: backupPodLabels(context),
    annotations: backup.job.annotations,
    serviceAccountName: objectNames(context).backup,
    initContainers,
    containers: [last],
    volumes: volumes(context, backup),
  });
}

const work = { WORK_DIR: "/work", TMPDIR: "/work" };

/** Knows user `backup` and not the bucket. */
function redisStep({ settings }: InstanceContext, backup: Backup, script: JobScript): Container {
  const { CONFIG_DIR, SCRIPTS_DIR, SECRETS_DIR, TLS_DIR } = folders;
  return {
    ...step(backup, imageOf(settings.server), script),
    env: variables({ CONFIG_DIR, SCRIPTS_DIR, SECRETS_DIR, TLS_DIR, ...work }),
    volumeMounts: [
      ...mounts,
      { name: "secrets", mountPath: SECRETS_DIR, readOnly: true },
      ...tlsMount(settings.tls.enabled),
    ],
  };
}

/** Knows the bucket and no user. */
function storeStep(backup: Backup, script: JobScript, ...args: string[]): Container {
  const { CONFIG_DIR, SCRIPTS_DIR } = folders;
  return {
    ...step(backup, imageOf(backup.job), script, ...args),
    env: variables({ CONFIG_DIR, SCRIPTS_DIR, ...work, ...bucketFolder(backup) }),
    volumeMounts: [...mounts, ...bucketMount(backup)],
  };
}

function step({ job }: Backup, image: string, script: JobScript, ...args: string[]): Container {
  return {
    name: jobContainers[script],
    image,
    imagePullPolicy: "IfNotPresent",
    command: ["sh", `${folders.SCRIPTS_DIR}/${script}`, ...args],
    resources: backupResources(job.memory),
    securityContext: containerSecurity,
  };
}

const mounts = [
  { name: "config", mountPath: folders.CONFIG_DIR, readOnly: true },
  { name: "scripts", mountPath: folders.SCRIPTS_DIR, readOnly: true },
  { name: "work", mountPath: work.WORK_DIR },
];

function volumes(context: InstanceContext, backup: Backup) {
  const names = objectNames(context);
  const items = [{ key: "backup", path: "backup" }];
  return [
    { name: "config", configMap: { name: names.backup } },
    { name: "scripts", configMap: { name: names.scripts } },
    { name: "secrets", secret: { secretName: names.users, defaultMode: 0o440, items } },
    ...tlsVolume(context),
    ...bucketVolume(context, backup),
    { name: "work", ephemeral: { volumeClaimTemplate: { spec: claimSpec(context, backup) } } },
  ];
}

/** A volume of its own, which goes with the pod: copies of large data sets would fill a node's disk. */
function claimSpec({ settings }: InstanceContext, { job }: Backup) {
  return {
    accessModes: ["ReadWriteOnce"],
    ...(settings.storage.class !== undefined && { storageClassName: settings.storage.class }),
    resources: { requests: { storage: job.volume } },
  };
}
