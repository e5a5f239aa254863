import { refuses } from "../../support/refused";

refuses([["a volume without a unit", { storage: { size: "8" } }, "storage.size", "8", /whole number of Ki, Mi or Gi/]]);
