import { backupUnfitness } from "../../../cli/restore/fit";
import type { Manifest } from "../../../cli/restore/manifest";
import { parseManifest } from "../../../cli/restore/manifest";

const manifest: Manifest = {
  id: "20261125T031700Z-1f0c9b2e",
  instance: "redis-cache",
  engine: "redis",
  version: "7.0.15",
  time: "20261125T031700Z",
  keys: 3,
  expires: 1,
  size: 200,
  usedMemory: 1_000_000,
  canary: "20261125T031700Z-1f0c9b2e",
  format: 1,
};
const target = { engine: "redis", version: "7.0", maxmemory: 1_000_000 } as const;

it.each([
  ["the same version", manifest, target],
  ["a later server", manifest, { ...target, version: "8.2" }],
  ["Valkey, from Redis 7.0", manifest, { ...target, engine: "valkey" as const, version: "8.1" }],
  ["no limit of memory", { ...manifest, usedMemory: 9e12 }, { ...target, maxmemory: 0 }],
  ["a source that does not tell its memory", { ...manifest, usedMemory: null }, target],
])("takes %s", (_, backup, into) => {
  expect(backupUnfitness(backup, into)).toEqual([]);
});

it.each([
  ["an earlier server", manifest, { ...target, version: "6.2" }, /redis 7\.0\.15, whose files redis 6\.2 cannot read/],
  ["Redis, from Valkey", { ...manifest, engine: "valkey" as const }, target, /cannot read/],
  [
    "Valkey, from Redis 7.4",
    { ...manifest, version: "7.4.1" },
    { ...target, engine: "valkey" as const, version: "8.1" },
    /cannot read/,
  ],
  ["too little memory", { ...manifest, usedMemory: 2_000_000 }, target, /took 1\.9 MiB .* maxmemory is 976\.6 KiB/],
])("refuses %s", (_, backup, into, reason) => {
  expect(backupUnfitness(backup, into)).toEqual([expect.stringMatching(reason)]);
});

it("refuses a manifest that lacks something, or is of a later format", () => {
  expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
  expect(() => parseManifest(JSON.stringify({ ...manifest, format: 2 }))).toThrow(/format/);
  expect(() => parseManifest("{}")).toThrow(/cannot be read/);
  expect(() => parseManifest("<html>")).toThrow(/cannot be read/);
});
