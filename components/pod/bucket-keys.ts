import { type Instance, type InstanceContext, objectNames } from "../../configs";

type Backup = NonNullable<Instance["backup"]>;

const folder = "/bucket";

/** Where a container finds its keys for the bucket; nowhere where a role gives them. */
export function bucketFolder({ credentials }: Backup): Record<string, string> {
  return credentials.source === "role" ? {} : { STORE_SECRETS_DIR: folder };
}

export function bucketMount({ credentials }: Backup) {
  return credentials.source === "role" ? [] : [{ name: "bucket", mountPath: folder, readOnly: true }];
}

export function bucketVolume(context: InstanceContext, { credentials }: Backup) {
  if (credentials.source === "role") return [];
  return [{ name: "bucket", secret: { secretName: objectNames(context).bucket, defaultMode: 0o440 } }];
}
