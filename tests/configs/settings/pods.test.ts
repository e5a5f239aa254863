import { refuses } from "../../support/refused";

refuses([
  [
    "a namespace that DNS refuses",
    { pods: { clientNamespaces: ["Shop"] } },
    "pods.clientNamespaces.0",
    "Shop",
    /lower-case/,
  ],
]);
