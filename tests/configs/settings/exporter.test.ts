import { refuses } from "../../support/refused";

refuses([
  ["an exporter's image with a digest", { exporter: { image: "x@sha256:00" } }, "exporter.image", "x@sha256:00", /own/],
]);
