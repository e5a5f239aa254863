import { refuses } from "../../support/refused";

refuses([
  [
    "passwords from a Secret without its name",
    { secrets: { source: "existingSecret" } },
    "secrets.secretName",
    undefined,
    /is missing/,
  ],
  [
    "passwords from a store without its name",
    { secrets: { source: "externalSecret" } },
    "secrets.store",
    undefined,
    /is missing/,
  ],
]);

describe("on this machine", () => {
  refuses(
    [
      [
        "a Secret of Kubernetes on one machine",
        { secrets: { source: "existingSecret", secretName: "x" } },
        "secrets.source",
        "existingSecret",
        /platform is local/,
      ],
    ],
    { platform: "local" },
  );
});
