import type { RiskRule } from "./risk";

const clientsOut: RiskRule = ({ pods: from }, { pods: to }) => {
  const gone = from.clientNamespaces.filter((name) => !to.clientNamespaces.includes(name));
  return gone.length === 0
    ? undefined
    : {
        setting: "pods.clientNamespaces",
        reason: `pods of ${gone.join(", ")} can no longer connect; most networks also end the connections they have`,
        fix: "move the clients first",
        source: "Kubernetes: network policies",
        loses: false,
      };
};

/** By another fsGroup the kubelet opens the files to it; else they stay those of the old user alone. */
const filesOfOther: RiskRule = ({ pods: { securityContext: from } }, { pods: { securityContext: to } }) =>
  from.runAsUser === to.runAsUser || from.fsGroup !== to.fsGroup
    ? undefined
    : {
        setting: "pods.securityContext.runAsUser",
        reason:
          `user ${to.runAsUser} cannot read what user ${from.runAsUser} has written on volumes whose group stays ` +
          "the same: each node copies all data from the master, and Sentinels forget their votes",
        fix: "change pods.securityContext.fsGroup with it",
        source: "Kubernetes: fsGroupChangePolicy",
        loses: false,
      };

export const podsRisks = [clientsOut, filesOfOther];
