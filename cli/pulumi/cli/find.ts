import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../install/cache-folder";
import { isExecutable, run, which } from "../../process";
import { compareVersions } from "../../../configs/schema/versions";
import { pulumiVersion, oldestPulumi } from "./versions";

export interface PulumiCli {
  version: string;
  /** The folder that must be on PATH. */
  bin: string;
}

/** What a Pulumi CLI for TypeScript programs consists of. */
const pulumiFiles = ["pulumi", "pulumi-language-nodejs"] as const;

/** Where the Pulumi CLI of this version is installed once for all clones of this user. */
export function pulumiFolder(version = pulumiVersion): string {
  return join(cacheFolder(), "engine", version);
}

/** The Pulumi CLI on PATH if it is recent enough and runs TypeScript, else the one installed earlier. */
export async function findPulumi(): Promise<PulumiCli | undefined> {
  return (await pulumiOnPath()) ?? installedPulumi();
}

async function pulumiOnPath(): Promise<PulumiCli | undefined> {
  const pulumi = which("pulumi");
  if (!pulumi || !(which("pulumi-language-nodejs") || existsSync(join(dirname(pulumi), pulumiFiles[1])))) return;
  const { code, stdout } = await run(pulumi, ["version"], {
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = stdout.trim().replace(/^v/, "");
  if (code !== 0 || !(compareVersions(version, oldestPulumi) >= 0)) return;
  return { version, bin: dirname(pulumi) };
}

export function installedPulumi(): PulumiCli | undefined {
  const bin = join(pulumiFolder(), "bin");
  return pulumiFiles.every((file) => isExecutable(join(bin, file))) ? { version: pulumiVersion, bin } : undefined;
}
