import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import getPort from "get-port";
import pWaitFor from "p-wait-for";
import type { InstanceContext } from "../../configs";
import { renderInstance } from "../../configs/render";
import { isListening } from "../../providers/local/ask";
import { UserError } from "../terminal/errors";
import { which } from "../process";
import { serverVersion } from "../server/probe";
import { followed } from "../process/signals";

/** The server on PATH of an instance's very version, for which its files are rendered. */
export function serverFor({ settings: { server } }: InstanceContext): string | undefined {
  const binary = which(`${server.engine}-server`);
  if (binary === undefined) return undefined;
  const { engine, version } = serverVersion(binary);
  return engine === server.engine && version.startsWith(`${server.version}.`) ? binary : undefined;
}

/**
 * Starts the server from the files of an instance, and ends it; throws a UserError with what it said where it does not
 * start.
 */
export async function boot(binary: string, context: InstanceContext): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-boot-"));
  const port = await getPort({ host: "127.0.0.1" });
  try {
    const { redis } = renderInstance(context);
    for (const [name, content] of Object.entries(redis)) writeFileSync(join(folder, name), withoutPasswords(content));
    const own =
      `include redis.conf\ninclude replica.conf\nbind 127.0.0.1\nport ${port}\naclfile ` +
      `users.acl.tmpl\ndir ${folder}\n`;
    writeFileSync(join(folder, "run.conf"), own);
    await startOnce(binary, { folder, port });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startOnce(binary: string, { folder, port }: { folder: string; port: number }): Promise<void> {
  const child = spawn(binary, ["run.conf"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  followed(child);
  const [said, complained, exit] = [text(child.stdout), text(child.stderr), once(child, "exit")];
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  await pWaitFor(async () => ended() || (await isListening("127.0.0.1", port)), { interval: 50, timeout: 60_000 });
  const failed = ended();
  child.kill("SIGKILL");
  await exit;
  if (failed)
    throw new UserError(
      `${binary} does not start: ${`${await complained}${await said}`.trim().split("\n").slice(-4).join(" ")}`,
    );
}

/** Of users whose passwords nobody knows here. */
function withoutPasswords(content: string): string {
  return content.replace(/#<[^>]+>/g, `#${"0".repeat(64)}`);
}
