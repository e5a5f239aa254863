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

export const podsRisks = [clientsOut];
