import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../terminal/errors";
import { findGo } from "../../install/go-program";
import type { Report } from "../../terminal/steps";
import { throwIfInterrupted, withCleanup } from "../../process/signals";
import { downloadEngine, downloadReachable } from "./download";
import type { Engine } from "./find";
import { engineFolder, findEngine, installedEngine } from "./find";
import { buildEngine } from "./go-modules";
import { withLock } from "../../install/lock";
import { engineVersion, oldestEngine } from "./versions";
import type { Step } from "../../terminal/steps";

export { findEngine } from "./find";
export type { Engine } from "./find";

/** The engine, installed first where there is none. */
export async function ensureEngine(report: Report): Promise<Engine> {
  return (await findEngine()) ?? installEngine(report);
}

/** The engine, for commands that only read: they install nothing. */
export async function requireEngine(): Promise<Engine> {
  const engine = await findEngine();
  if (engine) return engine;
  throw new UserError(
    `No Pulumi engine: none of version ${oldestEngine} or later is on PATH, and none is installed in ${engineFolder()}.`,
    "`redis-cache up` installs it.",
  );
}

async function installEngine(report: Report): Promise<Engine> {
  const target = engineFolder();
  return withLock(`${target}.lock`, report, async () => {
    const byAnother = installedEngine();
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
    const engine = installedEngine();
    if (!engine) throw new UserError(`The Pulumi engine in ${target} is not complete.`, "Remove that folder.");
    return engine;
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
      return await downloadEngine(folder, report);
    } catch (error) {
      throwIfInterrupted();
      rmSync(join(folder, "bin"), { recursive: true, force: true });
      failures.push((error as Error).message);
    }
  } else failures.push("get.pulumi.com does not answer, so the npm package `pulumi` cannot download it");
  if (findGo()) return buildEngine(folder, report);
  throw new UserError(
    [
      `Pulumi ${engineVersion} could not be installed:`,
      ...failures,
      "Go is not installed, so it cannot be compiled.",
    ].join("\n  "),
    `Put pulumi ${oldestEngine} or later on PATH (https://www.pulumi.com/docs/install), or install Go 1.21 or later.`,
  );
}

/** The step that finds or installs the engine, and what it found. */
export function engineStep(found: (engine: Engine) => void): Step {
  return {
    title: "Pulumi engine",
    run: async (report) => {
      const engine = await ensureEngine(report);
      found(engine);
      return engine.version;
    },
  };
}
