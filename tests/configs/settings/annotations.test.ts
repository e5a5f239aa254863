import { refuses } from "../../support/refused";

refuses([["a number as an annotation", { annotations: { team: 7 } }, "annotations.team", 7, /text, not a number/]]);
