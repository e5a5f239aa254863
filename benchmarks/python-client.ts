import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "../cli/install/cache-folder";
import { withLock } from "../cli/install/lock";
import { output } from "../cli/process";
import type { Report } from "../cli/terminal/steps";

/** Where the Python client is. */
export const clientFolder = join(__dirname, "../clients/python");

/**
 * Its interpreter with the packages of a file of requirements, installed once for all clones of this user; the path of
 * the interpreter is returned.
 */
export async function pythonWith(requirements: string, report: Report): Promise<string> {
  const file = join(clientFolder, requirements);
  const digest = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(), "python", `client-${digest}`);
  const python = join(folder, "bin", "python");
  const complete = join(folder, "complete");
  if (existsSync(complete)) return python;
  await mkdir(dirname(folder), { recursive: true });
  await withLock(`${folder}.lock`, report, async () => {
    if (existsSync(complete)) return;
    report(`installing the packages of ${requirements}`);
    // Without pip: Debian has what copies it in a package of its own. That of the machine installs as well.
    await output("python3", ["-m", "venv", "--clear", "--without-pip", folder]);
    const options = ["--quiet", "--disable-pip-version-check", "--no-compile", "--root-user-action", "ignore"];
    await output("python3", ["-m", "pip", "--python", python, "install", ...options, "--requirement", file]);
    writeFileSync(complete, "");
  });
  return python;
}

/** What Python needs to find the client as it is in this clone, and to leave no files beside it. */
export const clientEnvironment = {
  PYTHONPATH: join(clientFolder, "src"),
  PYTHONDONTWRITEBYTECODE: "1",
};
