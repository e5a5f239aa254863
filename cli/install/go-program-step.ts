import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, makeCacheFolder } from "./cache-folder";
import { withLock } from "./lock";
import type { GoProgram } from "./go-program";
import { buildGoProgram } from "./go-program";
import { which } from "../process";
import { withCleanup } from "../process/signals";
import type { Step } from "../terminal/steps";
import { linksFolder } from "./packages";

/** The step that finds a program on PATH, or builds it into the folder of links. */
export function goProgramStep(title: string, program: GoProgram): Step {
  return {
    title,
    run: async (report) => {
      if (which(program.file)) return;
      makeCacheFolder(linksFolder());
      const target = join(linksFolder(), program.file);
      await withLock(`${target}.lock`, report, async () => {
        if (which(program.file)) return;
        const folder = mkdtempSync(join(cacheFolder(), `${program.file}.tmp-`));
        await withCleanup(
          () => rmSync(folder, { recursive: true, force: true }),
          async () => {
            const built = join(folder, program.file);
            await buildGoProgram(program, join(folder, "src"), built, report);
            renameSync(built, target);
          },
        );
      });
    },
  };
}
