import { renameSync } from "node:fs";
import { join } from "node:path";
import { output } from "../../process";
import type { Report } from "../../terminal/steps";
import { pulumiVersion } from "./versions";

const installScript = "https://get.pulumi.com/install.sh";

/**
 * True where the npm package `pulumi` has a chance to download its binaries; many build machines reach registries only.
 */
export async function downloadReachable(): Promise<boolean> {
  try {
    const response = await fetch(installScript, { method: "HEAD", signal: AbortSignal.timeout(4_000) });
    return response.ok;
  } catch {
    return false;
  }
}

/** Lets the npm package `pulumi` download the Pulumi CLI, and moves what it got to `<folder>/bin`. */
export async function downloadPulumi(folder: string, report: Report): Promise<void> {
  const packages = join(folder, "npm");
  const home = join(folder, "home");
  report(`npm package pulumi ${pulumiVersion}`);
  await output(
    "npm",
    ["install", "--prefix", packages, "--ignore-scripts", "--no-audit", "--no-fund", `pulumi@${pulumiVersion}`],
    { timeoutMs: 60_000 },
  );
  report(`downloading Pulumi ${pulumiVersion}`);
  await output(process.execPath, [join(packages, "node_modules", "pulumi", "run.js"), "version"], {
    env: { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMs: 180_000,
  });
  renameSync(join(home, "versions", pulumiVersion, "bin"), join(folder, "bin"));
}
