import { spawn } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { freePorts } from "../free-ports";

/**
 * Time in ms that redis-server itself needs from its start to the loaded data, the file being the base of its
 * append-only file.
 */
export async function loadAlone(dump: string): Promise<number> {
  const folder = mkdtempSync(join(dirname(dump), "alone-"));
  const aof = join(folder, "appendonlydir");
  mkdirSync(aof);
  linkSync(dump, join(aof, "appendonly.aof.1.base.rdb"));
  writeFileSync(join(aof, "appendonly.aof.1.incr.aof"), "");
  writeFileSync(join(aof, "appendonly.aof.manifest"), manifest);
  const port = String(await freePorts(1));
  const began = performance.now();
  const server = spawn("redis-server", ["--port", port, "--dir", folder, "--appendonly", "yes", "--save", ""]);
  try {
    for await (const line of createInterface({ input: server.stdout })) {
      if (line.includes("Ready to accept connections")) return performance.now() - began;
    }
    throw new Error(`redis-server ended before it had loaded ${dump}`);
  } finally {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
}

const manifest = "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n";
