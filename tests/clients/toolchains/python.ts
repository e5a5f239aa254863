import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { withLock } from "../../../cli/install/lock";
import { output } from "../../../cli/process";
import type { Toolchain } from "./toolchain";
import { builtFolder, sourcesOf } from "./toolchain";

export const python: Toolchain = {
  programs: [],
  async prepare(report) {
    const folder = builtFolder("python");
    mkdirSync(dirname(folder), { recursive: true });
    await withLock(`${folder}.lock`, report, async () => {
      report("python3 -m venv");
      await output("python3", ["-m", "venv", folder]);
      const wanted = join(sourcesOf("python"), "requirements.txt");
      report("pip install");
      await output(join(folder, "bin", "pip"), ["install", "--disable-pip-version-check", "-r", wanted]);
    });
    return (client) => ({
      command: join(folder, "bin", "python"),
      args: [join(sourcesOf("python"), "main.py"), client],
      cwd: sourcesOf("python"),
      environment: { PYTHONDONTWRITEBYTECODE: "1" },
    });
  },
};
