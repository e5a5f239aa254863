import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../install/cache-folder";
import { isExecutable, run, which } from "../../process";
import { compareVersions, engineVersion, oldestEngine } from "./versions";

export interface Engine {
  version: string;
  /** The folder that must be on PATH. */
  bin: string;
}

/** What an engine for TypeScript programs consists of. */
export const engineFiles = ["pulumi", "pulumi-language-nodejs"] as const;

/** Where the engine of this version is installed once for all clones of this user. */
export function engineFolder(version = engineVersion): string {
  return join(cacheFolder(), "engine", version);
}

/** The engine on PATH if it is recent enough and runs TypeScript, else the one installed earlier. */
export async function findEngine(): Promise<Engine | undefined> {
  return (await engineOnPath()) ?? installedEngine();
}

export async function engineOnPath(): Promise<Engine | undefined> {
  const pulumi = which("pulumi");
  if (!pulumi || !(which("pulumi-language-nodejs") || existsSync(join(dirname(pulumi), engineFiles[1])))) return;
  const { code, stdout } = await run(pulumi, ["version"], {
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = stdout.trim().replace(/^v/, "");
  if (code !== 0 || !(compareVersions(version, oldestEngine) >= 0)) return;
  return { version, bin: dirname(pulumi) };
}

export function installedEngine(): Engine | undefined {
  const bin = join(engineFolder(), "bin");
  return engineFiles.every((file) => isExecutable(join(bin, file))) ? { version: engineVersion, bin } : undefined;
}
