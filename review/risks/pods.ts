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

/** The roll waits for each pod: one that fits nowhere stops it, with a node less. */
const fitsNowhere: RiskRule = ({ pods: from }, { pods: to }) => {
  const narrower = [
    ...(to.spread === "required" && from.spread !== "required" ? ["spread"] : []),
    ...(asksMore(from.nodeSelector, to.nodeSelector) ? ["nodeSelector"] : []),
  ];
  return narrower.length === 0
    ? undefined
    : {
        setting: `pods.${narrower.join(" and ")}`,
        reason:
          "the restart stops at the first pod that finds no machine, or none that reaches its volume, and the " +
          "instance has a node less until it does",
        fix: "see to it that enough machines fit, in each zone that has a volume",
        source: "Kubernetes: assigning pods to nodes",
        loses: false,
      };
};

function asksMore(from: Record<string, string>, to: Record<string, string>): boolean {
  return Object.entries(to).some(([label, value]) => from[label] !== value);
}

export const podsRisks = [clientsOut, filesOfOther, fitsNowhere];
