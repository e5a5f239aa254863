import type { Scripts } from "./job";
import type { JobEvents } from "./script-log";
import type { Step } from "../terminal/steps";

/** A backup that was loaded twice into a scratch server, and held the same both times. */
export interface Drill {
  id: string;
  keys: number;
  /** Of all data, as DEBUG DIGEST gives it. */
  digest: string;
  /** Bytes that the scratch server took with the data. */
  memory: number;
  /** Time in s from the begin of the download to the loaded data. */
  seconds: number;
  /** Age in s of the newest write in the backup. */
  age: number;
}

/** The steps of a drill; `done` gets what was found. */
export function drillSteps(scripts: Scripts, done: (drill: Drill) => void): Step[] {
  return [
    { title: "Begin", run: async (report) => void (await scripts.run("drill-begin.sh", report)) },
    { title: "Download", run: async (report) => void (await scripts.run("restore-fetch.sh", report, ["latest"])) },
    { title: "Restore", run: async (report) => done(drillOf(await scripts.run("drill-load.sh", report))) },
  ];
}

function drillOf({ "drill-passed": passed }: JobEvents): Drill {
  const { id, keys, digest, memory, seconds, age } = passed!;
  return {
    id: id!,
    keys: Number(keys),
    digest: digest!,
    memory: Number(memory),
    seconds: Number(seconds),
    age: Number(age),
  };
}

export function drillText(instance: string, { id, keys, seconds, age }: Drill): string {
  return [
    `${instance}: backup ${id} can be restored: two loads hold the same ${keys} keys, as its manifest says.`,
    `  It took ${seconds} s; the newest write in it is ${Math.round(age / 60)} min old.`,
  ].join("\n");
}
