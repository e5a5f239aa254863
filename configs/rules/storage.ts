import { maxmemoryBytes } from "../defaults/memory";
import { bytes, formatSize } from "../schema/units";
import { rule } from "./rule";

/** The append-only file may double before it is rewritten, beside the rewritten one and a snapshot. */
const tightStorage = rule([], (settings, { platform }) => {
  const { persistence, storage } = settings;
  const needed = 3 * maxmemoryBytes(settings);
  return (
    platform === "kubernetes" &&
    persistence.mode !== "none" &&
    bytes(storage.size) < needed && {
      property: "storage.size",
      value: storage.size,
      reason: "may not hold the append-only file, its rewrite and a snapshot of a full maxmemory",
      fix: `write ${formatSize(needed)} or more`,
    }
  );
});

export const storageWarnings = [tightStorage];
