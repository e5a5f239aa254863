import { refuses } from "../../support/refused";

refuses([
  [
    "writes that stop when one replica restarts",
    { master: { minReplicasToWrite: 2 } },
    "master.minReplicasToWrite",
    2,
    /not below the number of replicas/,
  ],
  [
    "a guard that one replica cannot keep",
    { replicas: { min: 1 }, master: { minReplicasToWrite: 1 } },
    "master.minReplicasToWrite",
    1,
    /writes would stop/,
  ],
  ["a negative guard", { master: { minReplicasToWrite: -1 } }, "master.minReplicasToWrite", -1, /at least 0/],
  ["a lag below the rhythm of acknowledgements", { master: { maxLag: "1s" } }, "master.maxLag", "1s", /at least 2s/],
  ["a lag in parts of a second", { master: { maxLag: "2500ms" } }, "master.maxLag", "2500ms", /whole seconds/],
]);
