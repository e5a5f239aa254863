/**
 * An application with ioredis that writes without pause. Says `ready` once it writes; on `stop` it writes once more and
 * tells what it saw, as JSON; on `give up` it tells that at once. It ends when its standard input does.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { Redis, type RedisOptions, ReplyError } from "ioredis";
import { advisedClient } from "../../../cli/load/writer";
import type { Written } from "../client";

const writesBefore = 200;
const pauseAfterError = 10;

const { REDIS_SENTINELS, REDIS_MASTER_NAME, REDIS_USERNAME, REDIS_PASSWORD, REDIS_CA_FILE, REDIS_PROXY_URL } =
  process.env;
const tls = REDIS_CA_FILE ? { ca: readFileSync(REDIS_CA_FILE) } : undefined;
const way = process.argv[2];

const redis = way === "proxy" ? new Redis(REDIS_PROXY_URL!, { ...(tls && { tls }) }) : new Redis(sentinelOptions());

function sentinelOptions(): RedisOptions {
  return {
    sentinels: REDIS_SENTINELS!.split(",").map((address) => {
      const [host, port] = address.split(":");
      return { host, port: Number(port) };
    }),
    name: REDIS_MASTER_NAME,
    username: REDIS_USERNAME,
    password: REDIS_PASSWORD,
    sentinelUsername: REDIS_USERNAME,
    sentinelPassword: REDIS_PASSWORD,
    ...(tls && { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
    ...(way === "advised" ? advisedClient : {}),
  };
}

let connections = 0;
redis.on("connect", () => connections++);
// Each write tells its own error; without a listener ioredis would print it as well.
redis.on("error", () => undefined);

const key = `benchmark:failover:${randomUUID()}`;
const written: Written = { writes: 0, longestGapMs: 0, lost: 0, refused: {}, failed: {}, reconnects: 0, gaveUp: false };
let lastAt = 0;
let stopAsked = false;

createInterface({ input: process.stdin })
  .on("line", (line) => (line === "stop" ? (stopAsked = true) : giveUp()))
  .on("close", () => process.exit());

void writeOn();

async function writeOn(): Promise<void> {
  for (let last = false, acknowledged = false; !(last && acknowledged);) {
    last = stopAsked;
    acknowledged = await write();
  }
  written.lost = written.writes - (await redis.bitcount(key));
  await redis.del(key);
  say();
  redis.disconnect();
}

/** Its write may wait for ever, and what it has written cannot be looked for. */
function giveUp(): void {
  written.gaveUp = true;
  written.longestGapMs = Math.max(written.longestGapMs, performance.now() - lastAt);
  say();
}

function say(): void {
  written.reconnects = connections - 1;
  process.stdout.write(`${JSON.stringify(written)}\n`);
}

async function write(): Promise<boolean> {
  try {
    // A bit for each write tells at the end which are there, and takes no room.
    await redis.setbit(key, written.writes, 1);
  } catch (error) {
    count(error as Error);
    await new Promise((resolve) => setTimeout(resolve, pauseAfterError));
    return false;
  }
  const now = performance.now();
  if (written.writes >= writesBefore) written.longestGapMs = Math.max(written.longestGapMs, now - lastAt);
  lastAt = now;
  written.writes++;
  if (written.writes === writesBefore) process.stdout.write("ready\n");
  return true;
}

function count(error: Error): void {
  const list = error instanceof ReplyError ? written.refused : written.failed;
  list[error.message] = (list[error.message] ?? 0) + 1;
}
