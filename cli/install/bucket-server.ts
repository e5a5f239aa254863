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

const versitygw: GoProgram = {
  file: "versitygw",
  module: "github.com/versity/versitygw",
  version: "1.8.0",
  package: "github.com/versity/versitygw/cmd/versitygw",
  static: true,
};

/** The step that finds or builds the S3 server of `backup.server`. */
export const bucketServerStep: Step = {
  title: "S3 server",
  run: async (report) => {
    if (which(versitygw.file)) return;
    makeCacheFolder(linksFolder());
    const target = join(linksFolder(), versitygw.file);
    await withLock(`${target}.lock`, report, async () => {
      if (which(versitygw.file)) return;
      const folder = mkdtempSync(join(cacheFolder(), "versitygw.tmp-"));
      await withCleanup(
        () => rmSync(folder, { recursive: true, force: true }),
        async () => {
          const built = join(folder, versitygw.file);
          await buildGoProgram(versitygw, join(folder, "src"), built, report);
          renameSync(built, target);
        },
      );
    });
  },
};
