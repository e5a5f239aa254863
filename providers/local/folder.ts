import { chmod, mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { scriptsChecksum, scriptsIn } from "../../runtime";
import type { FileContents, NodeInputs, NodeState } from "./inputs";

const supervisor = "supervise.sh";
const record = "node.json";
const largestLog = 10 * 1024 * 1024;

/** The paths in a node's folder. */
export function pathsOf(directory: string) {
  const inside = (name: string) => join(directory, name);
  return {
    config: inside("config"),
    data: inside("data"),
    log: join(directory, "log", "node.log"),
    record: inside(record),
    run: inside("run"),
    scripts: inside("scripts"),
    secrets: inside("secrets"),
    supervisor: inside(supervisor),
    tls: inside("tls"),
  };
}

/** Writes all files of a node and removes those it no longer has; data and logs stay. */
export async function writeFolder(inputs: NodeInputs): Promise<void> {
  const paths = pathsOf(inputs.directory);
  await makePrivate(inputs.directory);
  for (const folder of [paths.data, paths.run, dirname(paths.log), paths.secrets, paths.tls]) await makePrivate(folder);
  await writeFiles(paths.config, inputs.config, 0o644);
  await writeFiles(paths.scripts, scriptsIn(inputs.scripts.folder), 0o755);
  await writeFiles(paths.secrets, inputs.secrets, 0o600);
  await writeFiles(paths.tls, inputs.tls, 0o600);
  await replaceFile(paths.supervisor, await readFile(join(__dirname, supervisor), "utf8"), 0o755);
}

/** Reads back what can be changed by hand, so that a refresh shows it. */
export async function readFolder(inputs: NodeInputs): Promise<Pick<NodeInputs, "config" | "scripts">> {
  const paths = pathsOf(inputs.directory);
  const checksum = scriptsChecksum(await readFiles(paths.scripts));
  return { config: await readFiles(paths.config), scripts: { ...inputs.scripts, checksum } };
}

/** Removes a node's folder; with `keepData` the data stays, if there is any. */
export async function removeFolder(directory: string, keepData: boolean): Promise<void> {
  for (const name of await listOf(directory)) {
    if (name !== "data" || !keepData) await rm(join(directory, name), { recursive: true, force: true });
  }
  if ((await listOf(join(directory, "data"))).length > 0) return;
  await rm(directory, { recursive: true, force: true });
  await rmdir(dirname(directory)).catch(() => {}); // the folder of all nodes goes with the last of them
}

/** Whether an earlier life of the node left data. */
export async function hasData(directory: string): Promise<boolean> {
  return (await listOf(join(directory, "data"))).length > 0;
}

/** Notes the node's process, for people and for `redis-cache status`. */
export async function writeRecord(state: Omit<NodeState, "secrets" | "tls">): Promise<void> {
  const { node, kind, host, port, pid, startTime } = state;
  const text = JSON.stringify({ node, kind, host, port, pid, startTime }, undefined, 2);
  await replaceFile(pathsOf(state.directory).record, `${text}\n`, 0o644);
}

/** Keeps one earlier log, once the log is large. */
export async function rotateLog(directory: string): Promise<void> {
  const { log } = pathsOf(directory);
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size > largestLog) await rename(log, `${log}.1`);
}

/** The log from a byte position on. */
export async function readLog(directory: string, from = 0): Promise<string> {
  const text = await readFile(pathsOf(directory).log).catch(() => Buffer.alloc(0));
  return text.subarray(from).toString("utf8");
}

/** Makes a folder that is open to its owner alone. */
export async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
}

/** Writes files, and removes all else that is in their folder. */
export async function writeFiles(folder: string, files: FileContents, mode: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await listOf(folder)) if (!(name in files)) await rm(join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) await replaceFile(join(folder, name), text, mode);
}

/** A shell reads its script while it runs it, so a file is never changed in place. */
async function replaceFile(file: string, text: string, mode: number): Promise<void> {
  const fresh = `${file}.new`;
  await rm(fresh, { force: true });
  await writeFile(fresh, text, { mode });
  // The mode at creation is less what the caller's umask takes.
  await chmod(fresh, mode);
  await rename(fresh, file);
}

/** Text by the name of the file; nothing where the folder is not there. */
export async function readFiles(folder: string): Promise<FileContents> {
  const names = await listOf(folder);
  const read = names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const);
  return Object.fromEntries(await Promise.all(read));
}

const listOf = (folder: string) => readdir(folder).catch(() => [] as string[]);
