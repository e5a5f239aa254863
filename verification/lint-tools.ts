import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../cli/install/cache-folder";
import { output } from "../cli/process";

/** A program that checks files, found in the cache folder or installed there; its path is returned. */
export async function lintTool({ name, version, from }: LintTool): Promise<string> {
  const folder = join(cacheFolder(), "lint-tools", `${name}-${version}`);
  const program = join(folder, "bin", name);
  if (existsSync(program)) return program;
  console.log(`Installing ${name} ${version} (half a minute)`);
  if (from === "PyPI") {
    await output("python3", ["-m", "venv", folder]);
    await output(join(folder, "bin", "pip"), ["install", "-q", `${name}==${version}`]);
  } else {
    const env = { ...process.env, GOBIN: join(folder, "bin") };
    await output("go", ["install", `${from.goPackage}@v${version}`], { env });
  }
  return program;
}

interface LintTool {
  /** Of the program, and of its Python package. */
  name: string;
  version: string;
  from: "PyPI" | { goPackage: string };
}
