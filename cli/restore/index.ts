import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathsOf } from "../../providers/local/folder";
import type { Job } from "../backup/job";
import { UserError } from "../terminal/errors";
import type { HandOverAnswer } from "../failover/answer";
import { askScript } from "../failover/channel";
import { localRunFolder } from "../failover/local-channel";
import { problemsWithin } from "../health/judge";
import { applicationClient, ask } from "../health/connect";
import type { DeployedInstance } from "../health/deployed";
import type { InstanceView } from "../health/observe";
import { parseInfo } from "../health/observe";
import type { Report } from "../terminal/steps";
import type { Manifest } from "./manifest";
import { parseManifest } from "./manifest";

/** A restore as it was done, and what was found afterwards. */
export interface Restored {
  manifest: Manifest;
  answer: HandOverAnswer;
  /** Keys of all databases, on the new master, right after it took that role. */
  keys: number;
  canary: string | null;
  /** What is not as it should be; empty where all nodes agree and hold the same. */
  problems: string[];
}

const canaryKey = "redis-cache:canary";
/** A second for each so many bytes, beside a minute. */
const bytesPerSecond = 10 * 1024 * 1024;

/** Brings the backup into the job's folder, and checks there that it is whole and can be read. */
export async function fetchBackup(job: Job, from: string, report: Report): Promise<Manifest> {
  await job.run("restore-fetch.sh", report, [from]);
  await job.run("restore-check.sh", report);
  return parseManifest(readFileSync(join(job.work, "manifest.json"), "utf8"));
}

/** The replica that is to take the backup: one in sync, so that the instance is well without it. */
export function restoreTarget({ redis }: InstanceView): string {
  const replica = redis.find(({ role, linked }) => role === "replica" && linked);
  if (replica) return replica.name;
  throw new UserError(
    "No replica is in sync with the master; one of them has to load the backup.",
    "`redis-cache status` shows every node.",
  );
}

/** Gives the fetched backup to a node of this machine, and waits until that one is master and all others follow it. */
export async function restoreInto(
  instance: DeployedInstance,
  { nodes, node, job, manifest }: { nodes: string; node: string; job: Job; manifest: Manifest },
  report: Report,
): Promise<Restored> {
  report(`bringing the backup to ${node}`);
  const limit = 60_000 + (manifest.size / bytesPerSecond) * 1_000;
  placeCopy(job.work, join(pathsOf(join(nodes, node)).data, "restore"));
  const folder = localRunFolder(nodes, node, "restore");
  const { id } = manifest;
  const answer = await askScript(folder, { subject: "restore", node, id, text: id, answeredWithinMs: limit, report });
  if (answer.outcome !== "done") throw new UserError(`Not restored: ${answer.reason}`, `See ${folder.log}.`);
  const found = await look(instance, node);
  report("waiting for the other nodes to take the data over");
  const problems = await problemsWithin(limit, instance);
  return { manifest, answer, ...found, problems: [...problems, ...differences(manifest, found)] };
}

/** Never half of it under its own name. */
function placeCopy(work: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const file of ["dump.rdb", "manifest.json"]) cpSync(join(work, file), join(folder, file));
}

async function look(instance: DeployedInstance, node: string): Promise<Pick<Restored, "keys" | "canary">> {
  const endpoint = instance.redis.find(({ name }) => name === node)!;
  const keyspace = parseInfo(await ask(endpoint, instance, "ops", (client) => client.info("keyspace")));
  const keys = Object.values(keyspace).map((line) => Number(/^keys=(\d+)/.exec(line)?.[1] ?? 0));
  const client = applicationClient(instance);
  try {
    return { keys: keys.reduce((sum, count) => sum + count, 0), canary: await client.get(canaryKey) };
  } finally {
    client.disconnect();
  }
}

/** Keys of the backup may have expired since; applications may have written others. */
function differences(manifest: Manifest, { keys, canary }: Pick<Restored, "keys" | "canary">): string[] {
  const fewer = keys < manifest.keys - manifest.expires;
  return [
    ...(fewer ? [`${keys} keys, fewer than the ${manifest.keys} of the backup without those that expire`] : []),
    ...(manifest.canary && canary !== manifest.canary
      ? [`the canary is ${canary ?? "missing"}, not ${manifest.canary}`]
      : []),
  ];
}
