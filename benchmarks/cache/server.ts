import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { withCleanup } from "../../cli/process/signals";
import { freePorts } from "../free-ports";

/** A redis-server alone, on loopback. */
export interface Server {
  port: number;
  folder: string;
  admin: Redis;
}

/** Starts the server that is on PATH, works with it, and ends it, also when it is interrupted. */
export async function withServer<T>(
  { lines = [], files = {} }: { lines?: string[]; files?: Record<string, string> },
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-server-"));
  let child: ChildProcess | undefined;
  let admin: Redis | undefined;
  const end = () => {
    admin?.disconnect();
    child?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  return withCleanup(end, async () => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
    const port = await freePorts(1);
    const socket = join(folder, "redis.sock");
    const address = lines.some((line) => line.startsWith("tls-cert-file"))
      ? `port 0\ntls-port ${port}`
      : `port ${port}`;
    const conf = [address, "bind 127.0.0.1", `unixsocket ${socket}`, 'save ""', ...lines];
    writeFileSync(join(folder, "redis.conf"), `${conf.join("\n")}\n`);
    child = spawn("redis-server", ["redis.conf"], { cwd: folder, stdio: "ignore", detached: true });
    // By a socket: the way in of the benchmark itself needs no certificate.
    admin = new Redis({ path: socket, retryStrategy: () => 20, maxRetriesPerRequest: null });
    admin.on("error", () => {});
    await Promise.race([admin.ping(), once(child, "exit").then(() => Promise.reject(new Error("redis-server ended")))]);
    return work({ port, folder, admin });
  });
}
