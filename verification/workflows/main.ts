import { join } from "node:path";
import { show } from "../../cli/process";
import { lintTool } from "../lint-tools";

const root = join(__dirname, "../..");

/**
 * Checks the workflows with actionlint, and for what an attacker could use of them with zizmor, which asks no network
 * here.
 */
async function main(): Promise<void> {
  const goPackage = "github.com/rhysd/actionlint/cmd/actionlint";
  const actionlint = await lintTool({ name: "actionlint", version: "1.7.12", from: { goPackage } });
  const zizmor = await lintTool({ name: "zizmor", version: "1.32.0", from: "PyPI" });
  const codes = [
    await show(actionlint, [], { cwd: root }),
    await show(zizmor, ["--offline", "--quiet", ".github/workflows"], { cwd: root }),
  ];
  if (codes.some((code) => code !== 0)) process.exitCode = 1;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
