import { type Instance, type InstanceContext, objectNames } from "../../configs";
import { bucketFolder, bucketMount, bucketVolume } from "./bucket-keys";
import { imageOf, nodeNameVariable, variables } from "./node-container";
import { backupResources } from "./resources";
import { containerSecurity } from "./security";
import { folders } from "./volumes";

type Backup = NonNullable<Instance["backup"]>;

const files = { name: "backup-config", mountPath: "/backup-config" };
const work = `${folders.DATA_DIR}/restore`;

/** Beside the home of the master, where the settings name a backup: brings it when the node's script wants it. */
export function restoreContainer(backup: Backup) {
  const { DATA_DIR, SCRIPTS_DIR } = folders;
  return {
    name: "restore",
    image: imageOf(backup.job),
    imagePullPolicy: "IfNotPresent",
    command: ["sh", `${SCRIPTS_DIR}/restore-serve.sh`],
    env: [
      nodeNameVariable,
      ...variables({ CONFIG_DIR: files.mountPath, SCRIPTS_DIR, WORK_DIR: work, TMPDIR: work, ...bucketFolder(backup) }),
    ],
    resources: backupResources(backup.job.memory),
    securityContext: containerSecurity,
    volumeMounts: [
      { ...files, readOnly: true },
      { name: "data", mountPath: DATA_DIR },
      { name: "scripts", mountPath: SCRIPTS_DIR, readOnly: true },
      ...bucketMount(backup),
    ],
  };
}

export function restoreVolumes(context: InstanceContext, backup: Backup) {
  return [{ name: files.name, configMap: { name: objectNames(context).backup } }, ...bucketVolume(context, backup)];
}
