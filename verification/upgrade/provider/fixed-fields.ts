const ofAll = ["metadata.name", "metadata.namespace"];

const ofKinds: Record<string, readonly string[]> = {
  Deployment: ["spec.selector"],
  Job: ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  PersistentVolumeClaim: ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  Secret: ["type"],
  Service: ["spec.clusterIP"],
  StatefulSet: [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
};

/**
 * The fields of a kind whose change makes the Kubernetes provider replace the object, with ConfigMaps and Secrets
 * mutable (source: pulumi-kubernetes, provider/pkg/provider/diff.go).
 */
export function fixedFields(kind: string): readonly string[] {
  return [...ofAll, ...(ofKinds[kind] ?? [])];
}
