import { join } from "node:path";
import type { GoProgram } from "../../install/go-program";
import { buildGoProgram, goEnvironment } from "../../install/go-program";
import { output } from "../../process";
import type { Report } from "../../terminal/steps";
import { pulumiVersion, languageHostVersion } from "./versions";

const variables = { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${pulumiVersion}` };

const languageHost: GoProgram = {
  file: "pulumi-language-nodejs",
  module: "github.com/pulumi/pulumi/sdk/v3",
  version: languageHostVersion,
  package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  variables,
  static: true,
};

const pulumi: GoProgram = {
  file: "pulumi",
  module: "github.com/pulumi/pulumi/pkg/v3",
  version: pulumiVersion,
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  variables,
  static: true,
  // Pulumi's own go.mod has this line; replacements of a dependency do not count, so it is repeated.
  replace: "replace github.com/atotto/clipboard => github.com/tgummerer/clipboard v0.0.0-20241001131231-d02d263e614e",
};

/**
 * Compiles the Pulumi CLI and its language host from Go modules into `<folder>/bin`: minutes, but only a module proxy,
 * and no compiler of C.
 */
export async function buildPulumi(folder: string, report: Report): Promise<void> {
  const sourceOf = ({ file }: GoProgram) => join(folder, "src", file);
  for (const program of [languageHost, pulumi]) {
    await buildGoProgram(program, sourceOf(program), join(folder, "bin", program.file), report);
  }
  const home = join(sourceOf(pulumi), "home");
  const env = { ...goEnvironment(), PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
  await output(join(folder, "bin", pulumi.file), ["version"], { env });
}
