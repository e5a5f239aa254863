import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../terminal/errors";
import { findGo } from "../../install/go-program";
import type { Report } from "../../terminal/steps";
import { throwIfInterrupted, withCleanup } from "../../process/signals";
import { downloadPulumi, downloadReachable } from "./download";
import type { PulumiCli } from "./find";
import { pulumiFolder, findPulumi, installedPulumi } from "./find";
import { buildPulumi } from "./go-modules";
import { withLock } from "../../install/lock";
import { pulumiVersion, oldestPulumi } from "./versions";
import type { Step } from "../../terminal/steps";

export { findPulumi } from "./find";
export type { PulumiCli } from "./find";

/** The Pulumi CLI, installed first where there is none. */
async function ensurePulumi(report: Report): Promise<PulumiCli> {
  return (await findPulumi()) ?? installPulumi(report);
}

/** The Pulumi CLI, for commands that only read: they install nothing. */
export async function requirePulumi(): Promise<PulumiCli> {
  const pulumi = await findPulumi();
  if (pulumi) return pulumi;
  throw new UserError(
    `No Pulumi CLI: none of version ${oldestPulumi} or later is on PATH, and none is installed in ${pulumiFolder()}.`,
    "`redis-cache up` installs it.",
  );
}

async function installPulumi(report: Report): Promise<PulumiCli> {
  const target = pulumiFolder();
  return withLock(`${target}.lock`, report, async () => {
    const byAnother = installedPulumi();
    if (byAnother) return byAnother;
    removeLeftovers(dirname(target));
    const folder = mkdtempSync(`${target}.tmp-`);
    await withCleanup(
      () => rmSync(folder, { recursive: true, force: true }),
      async () => {
        mkdirSync(join(folder, "bin"));
        await obtain(folder, report);
        mkdirSync(target, { recursive: true });
        rmSync(join(target, "bin"), { recursive: true, force: true });
        renameSync(join(folder, "bin"), join(target, "bin"));
      },
    );
    const pulumi = installedPulumi();
    if (!pulumi) throw new UserError(`The Pulumi CLI in ${target} is not complete.`, "Remove that folder.");
    return pulumi;
  });
}

/** Only the holder of the lock comes here, so what lies about is from a run that was killed. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.includes(".tmp-")) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

async function obtain(folder: string, report: Report): Promise<void> {
  report("looking for a way to get it");
  const failures: string[] = [];
  if (await downloadReachable()) {
    try {
      return await downloadPulumi(folder, report);
    } catch (error) {
      throwIfInterrupted();
      rmSync(join(folder, "bin"), { recursive: true, force: true });
      failures.push((error as Error).message);
    }
  } else failures.push("get.pulumi.com does not answer, so the npm package `pulumi` cannot download it");
  if (findGo()) {
    report("compiling it from Go modules, once: 4 to 10 minutes on two cores;");
    return buildPulumi(folder, report);
  }
  throw new UserError(
    [
      `Pulumi ${pulumiVersion} could not be installed:`,
      ...failures,
      "Go is not installed, so it cannot be compiled.",
    ].join("\n  "),
    `Put pulumi ${oldestPulumi} or later on PATH (https://www.pulumi.com/docs/install), or install Go 1.21 or later.`,
  );
}

/** The step that finds or installs the Pulumi CLI, and what it found. */
export function pulumiStep(found: (pulumi: PulumiCli) => void): Step {
  return {
    title: "Pulumi CLI",
    run: async (report) => {
      const pulumi = await ensurePulumi(report);
      found(pulumi);
      return pulumi.version;
    },
  };
}
