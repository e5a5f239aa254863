import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Outcome, run } from "./command";

/** A project in a git repository of its own, in which redis-cache is run. */
export class GitProject {
  private readonly folder = mkdtempSync(join(tmpdir(), "redis-cache-git-"));

  /** Writes files by path, and commits them. */
  async commit(files: Record<string, string>): Promise<void> {
    this.write({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n", ...files });
    const git = ["-C", this.folder, "-c", "user.name=test", "-c", "user.email=test@example.com"];
    await run("git", [...git, "init", "-q", "-b", "main"]);
    await run("git", [...git, "add", "."]);
    const { exitCode, output } = await run("git", [...git, "commit", "-q", "-m", "Change"]);
    if (exitCode !== 0) throw new Error(output);
  }

  write(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  redisCache(...args: string[]): Promise<Outcome> {
    return run(process.execPath, [join(__dirname, "../../bin/redis-cache.js"), ...args], { cwd: this.folder });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
