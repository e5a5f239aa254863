export { BackupBucket, type BackupBucketArgs } from "./backup-bucket";
export type { ServiceAccount } from "./policies";
