import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { DeployedInstance } from "../../../cli/health/deployed";
import { withCleanup } from "../../../cli/process/signals";
import { metWithin } from "../../../cli/process/wait";
import { UserError } from "../../../cli/terminal/errors";
import { freePorts } from "../../free-ports";
import { type RivalName, rivalNames, rivals } from "./rivals-cfg";

/** Puts each rival's HAProxy before the instance, beside its own proxy; `work` gets what their clients connect to. */
export async function withRivals<T>(
  instance: DeployedInstance,
  work: (urls: Record<RivalName, string>) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-rivals-"));
  const started: ReturnType<typeof spawn>[] = [];
  const end = () => {
    for (const child of started) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  return withCleanup(end, async () => {
    const urls = new Map<RivalName, string>();
    const firstPort = await freePorts(rivalNames.length);
    for (const [i, name] of rivalNames.entries()) {
      const port = firstPort + i;
      const file = join(folder, `${i}.cfg`);
      writeFileSync(file, rivals[name]({ ...instance, port, login: instance.connection }), { mode: 0o600 });
      const child = spawn("haproxy", ["-db", "-f", file], { stdio: "ignore", detached: true });
      started.push(child);
      await once(child, "spawn");
      urls.set(name, urlAt(instance, port));
    }
    for (const [name, url] of urls) {
      if (!(await metWithin(startLimitMs, () => answers(url), 200))) {
        throw new UserError(`Nobody answers through the HAProxy of ${name}.`);
      }
    }
    return work(Object.fromEntries(urls) as Record<RivalName, string>);
  });
}

const startLimitMs = 30_000;

function urlAt({ connection: { username, password } }: DeployedInstance, port: number): string {
  return `redis://${username}:${encodeURIComponent(password)}@127.0.0.1:${port}/0`;
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 1000 });
  client.on("error", () => undefined); // The call that fails says it.
  try {
    await client.connect();
    return (await client.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
