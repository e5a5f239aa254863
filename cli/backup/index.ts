import type { JobScript } from "../../components/pod/job-pod";
import { humanBytes } from "../terminal/units";
import type { Step } from "../terminal/steps";
import type { Scripts } from "./job";
import type { JobEvents } from "./script-log";

/** A backup that was taken, checked, stored, read back and verified. */
export interface Backup {
  id: string;
  url: string;
  keys: number;
  bytes: number;
  sha256: string;
  /** The node that the copy was taken from. */
  source: string;
  /** Time in ms that the upload and reading it back took. */
  storedMs: number;
  /** How many backups the bucket keeps, this one among them; undefined where it could not be listed. */
  kept?: number;
  /** What went wrong beside it, such as backups that could not be removed. */
  warnings: string[];
}

/** The steps of a backup; `done` gets what they have made. */
export function backupSteps(job: Scripts, done: (backup: Backup) => void): Step[] {
  const events: JobEvents = {};
  const step = (title: string, script: JobScript): Step => ({
    title,
    run: async (report) => void Object.assign(events, await job.run(script, report)),
  });
  return [
    step("Copy", "backup-copy.sh"),
    step("Upload", "backup-store.sh"),
    step("Note", "backup-report.sh"),
    { title: "Backup", run: () => Promise.resolve(done(backupOf(events))) },
  ];
}

function backupOf(events: JobEvents): Backup {
  const { "backup-copied": copied, "backup-stored": stored, "backup-pruned": pruned } = events;
  const troubles = ["backup-canary", "backup-prune-failed", "backup-report"];
  return {
    id: stored!.id!,
    url: stored!.url!,
    keys: Number(stored!.keys),
    bytes: Number(stored!.bytes),
    sha256: stored!.sha256!,
    source: copied!.source!,
    storedMs: Number(stored!.milliseconds),
    ...(pruned && { kept: Number(pruned.kept) }),
    warnings: troubles.flatMap((event) => events[event]?.reason ?? []),
  };
}

export function backupText(instance: string, { id, url, keys, bytes, source, kept, warnings }: Backup): string {
  const size = humanBytes(bytes);
  return [
    `${instance}: backup ${id} of ${keys} keys, ${size}, from ${source}; read back and verified.`,
    `  ${url}`,
    ...(kept === undefined ? [] : [`  The bucket keeps ${kept} of this instance.`]),
    ...warnings.map((warning) => `  Warning: ${warning}`),
  ].join("\n");
}
