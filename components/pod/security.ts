// Above 10000, so that it is no user of the host; the images need no entry for it in their list of users.
const user = 10_001;

/** What the `restricted` level of the Pod Security Standards asks of a pod. */
export const podSecurity = {
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
};

/** What it asks of a container, and a root file system that nobody writes to. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};
