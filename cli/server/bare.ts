import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort from "get-port";
import { isListening } from "../../providers/local/ask";
import { followed, withCleanup } from "../process/signals";
import { metWithin } from "../process/wait";
import { UserError } from "../terminal/errors";

/** A server on loopback without a configuration file. */
export interface BareServer {
  port: number;
  /** Directives that it was started with. */
  startedWith: string[];
}

/** Starts it with these directives too, waits until it takes connections, and ends it after `use`. */
export async function withBareServer<T>(
  binary: string,
  directives: Readonly<Record<string, string>>,
  use: (server: BareServer) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-server-"));
  const port = await getPort({ host: "127.0.0.1" });
  const settings = { bind: "127.0.0.1", dir: folder, port: String(port), save: "", ...directives };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(binary, flags, { stdio: "ignore" });
  followed(child);
  const clean = () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  return withCleanup(clean, async () => {
    await ready(binary, child, port);
    return use({ port, startedWith: Object.keys(settings) });
  });
}

async function ready(binary: string, child: ChildProcess, port: number): Promise<void> {
  const takesConnections = async () => {
    if (child.exitCode !== null) throw new UserError(`${binary} ended with code ${child.exitCode} as it started.`);
    return isListening("127.0.0.1", port);
  };
  if (!(await metWithin(120_000, takesConnections))) throw new UserError(`${binary} does not answer.`);
}
