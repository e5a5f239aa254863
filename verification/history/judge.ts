import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildGoFolder } from "../../cli/install/go-program";
import { output } from "../../cli/process";
import type { Operation } from "./operation";

/**
 * The keys of which one copy could not have answered so, by porcupine, a checker of linearizability that others wrote;
 * with `picture`, the first one's history is drawn there as HTML. Throws where Go is missing.
 */
export async function judge(operations: readonly Operation[], picture = ""): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-history-"));
  try {
    const checker = join(folder, "checker");
    await buildGoFolder(join(__dirname, "checker"), checker);
    const file = join(folder, "operations.json");
    writeFileSync(file, JSON.stringify(operations));
    const said = await output(checker, ["-picture", picture, file]);
    return said.split("\n").filter(Boolean).sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
