import { goProgramStep } from "./go-program-step";

/** The step that finds or builds the S3 server of `backup.server`. */
export const bucketServerStep = goProgramStep("S3 server", {
  file: "versitygw",
  module: "github.com/versity/versitygw",
  version: "1.8.0",
  package: "github.com/versity/versitygw/cmd/versitygw",
  static: true,
});
