import type { Engine } from "../../configs";
import { humanBytes } from "../terminal/units";
import { compareVersions } from "../../configs/schema/versions";
import type { Manifest } from "./manifest";

/** Where a backup is to go. */
export interface Target {
  engine: Engine;
  version: string;
  /** In bytes; 0 is without limit. */
  maxmemory: number;
}

/** The last release that Valkey came from, and whose files it reads. */
const lastCommon = "7.2";

/** What stands against restoring a backup into an instance; empty where nothing does. */
export function backupUnfitness(manifest: Manifest, target: Target): string[] {
  return [...versionUnfitness(manifest, target), ...memoryUnfitness(manifest, target)];
}

function versionUnfitness({ engine, version }: Manifest, target: Target): string[] {
  const minor = version.split(".").slice(0, 2).join(".");
  const isOlder = compareVersions(minor, target.version) <= 0;
  const isReadable = engine === target.engine ? isOlder : engine === "redis" && compareVersions(minor, lastCommon) <= 0;
  if (isReadable) return [];
  const own = `${target.engine} ${target.version}`;
  return [
    `it is of ${engine} ${version}, whose files ${own} cannot read: set server.engine and server.version to ` +
      "that, or later",
  ];
}

/** What the source used holds buffers of its clients too. */
const tolerance = 1.05;

function memoryUnfitness({ usedMemory }: Manifest, { maxmemory }: Target): string[] {
  if (usedMemory === null || maxmemory === 0 || usedMemory <= maxmemory * tolerance) return [];
  const [used, room] = [humanBytes(usedMemory), humanBytes(maxmemory)];
  return [`it took ${used} of memory where it comes from, and maxmemory is ${room} here: raise memory.limit`];
}
