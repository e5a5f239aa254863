import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { UserError } from "../../cli/terminal/errors";
import type { DeployedInstance } from "../../cli/health/deployed";
import { mastersProcessor } from "./apart";

/**
 * The time in ms within which 99 of 100 writes are answered by the master while `work` lasts, by a client on the
 * master's processor: this process is busy with the job.
 */
export async function watchLatency(instance: DeployedInstance, work: () => Promise<unknown>): Promise<number> {
  // With the arguments by which this process knows TypeScript.
  const node = [process.execPath, ...process.execArgv, require.resolve("./latency-client")];
  const client = spawn("taskset", ["-c", mastersProcessor, ...node], { stdio: ["pipe", "pipe", "inherit"] });
  const [exit, printed] = [once(client, "exit"), text(client.stdout)];
  client.stdin.write(`${JSON.stringify(instance)}\n`);
  try {
    await work();
  } finally {
    client.stdin.end();
  }
  const [code] = (await exit) as [number | null];
  if (code !== 0) throw new UserError(`The client that measures the master ended with code ${code}.`);
  return Number(await printed);
}
