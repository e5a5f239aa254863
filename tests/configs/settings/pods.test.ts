import { refuses } from "../../support/refused";

refuses([
  [
    "a namespace that DNS refuses",
    { pods: { clientNamespaces: ["Shop"] } },
    "pods.clientNamespaces.0",
    "Shop",
    /lower-case/,
  ],
  [
    "root as the user",
    { pods: { securityContext: { runAsUser: 0 } } },
    "pods.securityContext.runAsUser",
    0,
    /from 1 on/,
  ],
  [
    "a toleration of nothing",
    { pods: { tolerations: [{ value: "redis" }] } },
    "pods.tolerations.0",
    { value: "redis" },
    /needs a key/,
  ],
  [
    "seconds of a toleration that never ends a pod",
    { pods: { tolerations: [{ key: "a", effect: "NoSchedule", tolerationSeconds: 5 }] } },
    "pods.tolerations.0",
    { key: "a", effect: "NoSchedule", tolerationSeconds: 5 },
    /without NoExecute/,
  ],
  [
    "Secrets for images as Kubernetes lists them",
    { pods: { imagePullSecrets: [{ name: "registry" }] } },
    "pods.imagePullSecrets.0",
    { name: "registry" },
    /text/,
  ],
  [
    "a label of nodes that cannot be",
    { pods: { nodeSelector: { pool: "a b" } } },
    "pods.nodeSelector.pool",
    "a b",
    /at most 63 letters/,
  ],
]);
