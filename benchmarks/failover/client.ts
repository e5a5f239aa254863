import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pWaitFor from "p-wait-for";
import { UserError } from "../../cli/terminal/errors";
import { redisPyFolder } from "./redis-py";

export const clientNames = ["ioredis", "ioredis, defaults", "redis-py"] as const;

/** With their library's defaults, and nothing but the address of the proxy. */
export const proxyClientNames = ["ioredis, proxy", "redis-py, proxy"] as const;
export type ClientName = (typeof clientNames)[number] | (typeof proxyClientNames)[number];

/** What a client saw between its first writes and its last. */
export interface Written {
  /** Acknowledged writes. */
  writes: number;
  /** The longest time between two acknowledged writes. */
  longestGapMs: number;
  /** Acknowledged writes that the master does not hold at the end. */
  lost: number;
  /** Answers of a server that was reached but did not take the write, such as READONLY; how often, by their text. */
  refused: Record<string, number>;
  /** Writes that ended with another error: closed connection, time limit. */
  failed: Record<string, number>;
  /** Connections that it made after its first one. */
  reconnects: number;
  /** It did not write again in its time, which is its longest gap; what it may have lost is not known. */
  gaveUp: boolean;
}

export interface WritingClient {
  /** Has it write once more, if it can within the time, and end. */
  stop(limitMs: number): Promise<Written>;
  kill(): void;
}

/** Starts an application that writes without pause; returns once it does. */
export async function startClient(name: ClientName, environment: Record<string, string>): Promise<WritingClient> {
  const [command, ...args] = commandOf(name);
  const child = spawn(command!, args, {
    env: { ...process.env, PYTHONPATH: redisPyFolder(), ...environment },
    stdio: ["pipe", "pipe", "inherit"],
    // Ctrl-C is for the benchmark, which ends its clients.
    detached: true,
  });
  child.stdin.on("error", () => undefined);
  const exit = once(child, "exit");
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  const told = async (count: number, timeout: number) => {
    await pWaitFor(() => lines.length >= count || child.exitCode !== null, { interval: 5, timeout });
    if (lines.length < count) throw new UserError(`The client ${name} ended with code ${child.exitCode}.`);
    return lines[count - 1]!;
  };
  const client: WritingClient = {
    async stop(limitMs) {
      child.stdin.write("stop\n");
      const said = await told(2, limitMs).catch((error: Error) => {
        if (error.name !== "TimeoutError") throw error;
        child.stdin.write("give up\n");
        return told(2, answerLimitMs);
      });
      const written = JSON.parse(said) as Written;
      child.stdin.end();
      await exit;
      return written;
    },
    kill: () => child.kill("SIGKILL"),
  };
  await told(1, startLimitMs).catch((error: Error) => {
    client.kill();
    throw error;
  });
  return client;
}

const startLimitMs = 20_000;
const answerLimitMs = 10_000;

function commandOf(name: ClientName): string[] {
  const [library, way = "advised"] = name.split(", ");
  if (library === "redis-py") return ["python3", join(__dirname, "clients", "redis_py.py"), way];
  // With the arguments by which this process knows TypeScript.
  return [process.execPath, ...process.execArgv, require.resolve("./clients/ioredis"), way];
}
