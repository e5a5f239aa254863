import type { Instance } from "../../configs";

/**
 * What the `restricted` level of the Pod Security Standards asks of a pod. The user is above 10000 by default, so that
 * it is no user of the host; the images need no entry for it in their list of users.
 */
export function podSecurity({ pods: { securityContext } }: Instance) {
  const ids = Object.entries(securityContext).filter(([, id]) => id !== "namespace");
  return {
    runAsNonRoot: true,
    ...(Object.fromEntries(ids) as Partial<Record<keyof typeof securityContext, number>>),
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** What it asks of a container, and a root file system that nobody writes to. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};
