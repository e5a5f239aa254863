import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leaveShellFolder, makeCacheFolder, shellFolder } from "../../../cli/install/cache-folder";

it("refuses a place that cannot be written, with the way out", () => {
  const home = mkdtempSync(join(tmpdir(), "redis-cache-home-"));
  writeFileSync(join(home, ".cache"), "");
  expect(() => makeCacheFolder(join(home, ".cache", "redis-cache"))).toThrow(
    /\.cache\/redis-cache: cannot be written \(ENOTDIR\).*\n {2}Fix: set XDG_CACHE_HOME/,
  );
  rmSync(home, { recursive: true });
});

it("takes the folder whose pulumi starts this tool off PATH, and no other", () => {
  const before = process.env.PATH;
  process.env.PATH = `${shellFolder}:/usr/bin:/bin`;
  leaveShellFolder();
  expect(process.env.PATH).toBe("/usr/bin:/bin");
  process.env.PATH = before;
});
