import type { types } from "@pulumi/kubernetes";
import { type Instance, type InstanceContext, objectNames, seconds } from "../../configs";
import { backupPod, drillPod } from "../pod/job-pod";
import { metadata } from "./metadata";

type Backup = NonNullable<Instance["backup"]>;

export function backupCronJob(context: InstanceContext, backup: Backup) {
  const { backup: name } = objectNames(context);
  return cronJob(context, backup, { name, schedule: backup.schedule, template: backupPod(context, backup) });
}

export function drillCronJob(context: InstanceContext, backup: Backup) {
  const { drill: name } = objectNames(context);
  return cronJob(context, backup, { name, schedule: backup.drill.schedule, template: drillPod(context, backup) });
}

interface Work {
  name: string;
  schedule: string;
  template: types.input.core.v1.PodTemplateSpec;
}

/** By schedule, never two at once; what was missed for an hour is left out. */
function cronJob(context: InstanceContext, { job, timeZone }: Backup, { name, schedule, template }: Work) {
  return {
    metadata: metadata(context, { kind: "CronJob", name }),
    spec: {
      schedule,
      timeZone,
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: { activeDeadlineSeconds: seconds(job.deadline), backoffLimit: job.retries, template },
      },
    },
  };
}

/** Its token is mounted nowhere; a cloud gives its pods a role by its name. */
export function backupAccount(context: InstanceContext, { credentials: { role } }: Backup) {
  const annotations: Record<string, string> = role === undefined ? {} : { "eks.amazonaws.com/role-arn": role };
  return {
    metadata: metadata(context, { kind: "ServiceAccount", name: objectNames(context).backup, annotations }),
    automountServiceAccountToken: false,
  };
}
