import { goProgramStep } from "./go-program-step";

/**
 * The step that finds or builds the redis_exporter of this machine. v1.89.0, the version of the image, is no Go
 * module; between the two are repairs of COMMANDLOG and of labels that change, neither of which is read here.
 */
export const exporterStep = goProgramStep("redis_exporter", {
  file: "redis_exporter",
  module: "github.com/oliver006/redis_exporter",
  version: "1.88.0",
  package: "github.com/oliver006/redis_exporter",
  static: true,
});
