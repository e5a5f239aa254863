import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../cli/install/cache-folder";
import { output } from "../../cli/process";

export const redisPyVersion = "8.1.0";

/** For PYTHONPATH. */
export function redisPyFolder(): string {
  return join(cacheFolder(), "python", `redis-${redisPyVersion}`);
}

/** Installs redis-py, once for all clones of this user. */
export async function installRedisPy(tell: (text: string) => void): Promise<void> {
  const folder = redisPyFolder();
  if (existsSync(folder)) return;
  tell(`installing redis-py ${redisPyVersion} into ${folder}`);
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(`${folder}-`);
  try {
    const options = ["--quiet", "--disable-pip-version-check", "--root-user-action", "ignore", "--target", scratch];
    await output("python3", ["-m", "pip", "install", ...options, `redis==${redisPyVersion}`]);
    await rename(scratch, folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
