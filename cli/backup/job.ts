import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bucketFiles, certificateFiles } from "../../configs/secrets/node-files";
import type { InstanceContext, InstanceSecrets } from "../../configs";
import { renderInstance } from "../../configs/render";
import { runtimeScripts } from "../../runtime";
import { run } from "../process";
import type { Report } from "../terminal/steps";
import { withCleanup } from "../process/signals";
import type { JobScript } from "../../components/pod/job-pod";
import type { JobEvents } from "./script-log";
import { ScriptLog } from "./script-log";

/** Where the scripts of a job run. */
export interface Scripts {
  /** Runs a script to its end; throws with its reason where it gives up. */
  run(script: JobScript, report: Report, args?: readonly string[]): Promise<JobEvents>;
}

/** A job's scripts on this machine, as a pod would run them; also those that no pod of a job runs. */
export interface Job {
  /** Where copies lie. */
  work: string;
  run(script: string, report: Report, args?: readonly string[]): Promise<JobEvents>;
}

/**
 * Makes a folder with all that the jobs of an instance read, and removes it after `use`; large copies lie in it too.
 */
export async function withJob<T>(
  parent: string,
  context: InstanceContext,
  secrets: InstanceSecrets,
  use: (job: Job) => Promise<T>,
  environment: NodeJS.ProcessEnv = {},
): Promise<T> {
  const folder = mkdtempSync(join(parent, "job-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return withCleanup(remove, async () => {
    const { settings } = context;
    const work = writeFolder(folder, "work", {});
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      ...environment,
      CONFIG_DIR: writeFolder(folder, "config", renderInstance(context).backup!),
      SCRIPTS_DIR: writeFolder(folder, "scripts", runtimeScripts()),
      SECRETS_DIR: writeFolder(folder, "secrets", { backup: secrets.backup! }),
      STORE_SECRETS_DIR: writeFolder(folder, "bucket", bucketFiles(secrets)),
      TLS_DIR: writeFolder(folder, "tls", certificateFiles(settings, secrets)),
      WORK_DIR: work,
    };
    return use({
      work,
      run: (script, report, args = []) => runScript([join(folder, "scripts", script), ...args], env, report),
    });
  });
}

function writeFolder(parent: string, name: string, files: Record<string, string>): string {
  const folder = join(parent, name);
  mkdirSync(folder, { mode: 0o700 });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text, { mode: 0o600 });
  return folder;
}

async function runScript(command: readonly string[], env: NodeJS.ProcessEnv, report: Report): Promise<JobEvents> {
  const log = new ScriptLog(report);
  const { code } = await run("sh", command, { env, onLine: (line) => log.take(line) });
  return log.events(code, command[0]!);
}
