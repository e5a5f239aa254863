import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { followed } from "../process/signals";
import type { NodeFiles } from "./trial-files";

/** One server of the trial, in a folder of its own. */
export class ServerProcess {
  private child: ChildProcess | undefined;
  private output = "";

  constructor(
    private readonly binary: string,
    private readonly folder: string,
    private readonly kind: "redis" | "sentinel",
    files: NodeFiles,
  ) {
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  }

  start(): void {
    const args = ["run.conf", ...(this.kind === "sentinel" ? ["--sentinel"] : [])];
    const child = spawn(this.binary, args, { cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] });
    child.on("error", (error) => (this.output += `${error.message}\n`));
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (this.output += text));
    followed(child);
    this.child = child;
  }

  /** Throws with what the server said last, where it has ended by itself. */
  throwIfEnded(): void {
    if (this.child?.exitCode == null) return;
    const said = this.output.trimEnd().split("\n").slice(-4).join("\n");
    throw new Error(`the ${this.kind} ended with code ${this.child.exitCode}:\n${said}`);
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }
}
