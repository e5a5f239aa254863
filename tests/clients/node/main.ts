/** An application that writes to Redis by the library that its argument names, as protocol.ts says. */
import { setInterval as every } from "node:timers";
import { io as connect } from "socket.io-client";
import { doneWithinMs, Jobs, key, now, printLine, writeOn } from "./protocol";

const programs = {
  async ioredis() {
    const { redis } = await import("./ioredis.js");
    return writeOn((n) => redis.setbit(key, n, 1));
  },

  async "plain-ioredis"() {
    const { redis } = await import("./plain/ioredis.js");
    return writeOn((n) => redis.setbit(key, n, 1));
  },

  async "node-redis"() {
    const { redis } = await import("./node-redis.js");
    await redis.connect();
    return writeOn((n) => redis.setBit(key, n, 1));
  },

  async "plain-node-redis"() {
    const { redis } = await import("./plain/node-redis.js");
    await redis.connect();
    return writeOn((n) => redis.setBit(key, n, 1));
  },

  bullmq: async () => handOverJobs(await import("./bullmq.js")),

  "plain-bullmq": async () => handOverJobs(await import("./plain/bullmq.js")),

  /** One server emits all the time, a browser hears it from another server; nobody says that a message was taken. */
  async "socket.io"() {
    const { serverOnAnyPort } = await import("./socket-io.js");
    const [here, there] = [await serverOnAnyPort(), await serverOnAnyPort()];
    const browser = connect(`http://127.0.0.1:${there.port}`, { transports: ["websocket"] });
    const sent = new Map<number, number>();
    browser.on("write", (n: number) => {
      const start = sent.get(n);
      if (start !== undefined) printLine({ n, start, end: now() });
      sent.delete(n);
    });
    await new Promise<void>((resolve) => browser.once("connect", resolve));
    let count = 0;
    every(() => {
      for (const [n, start] of sent) {
        if (now() - start < doneWithinMs) break;
        sent.delete(n);
        printLine({ n, start, end: now(), error: `not there within ${doneWithinMs} ms` });
      }
      sent.set(count, now());
      here.io.emit("write", count++);
    }, 10);
    process.stdin.on("end", () => process.exit()).resume();
  },
};

function handOverJobs({ queueOf, workerOf }: typeof import("./bullmq.js")): Promise<never> {
  // BullMQ has colons of its own.
  const name = key.replaceAll(":", "-");
  const jobs = new Jobs();
  const worker = workerOf(name, (n) => jobs.done(n));
  const queue = queueOf(name);
  worker.on("error", (error) => console.error(error.message));
  queue.on("error", (error) => console.error(error.message));
  return writeOn((n) => jobs.handOver(n, () => queue.add("job", n, { removeOnComplete: true })));
}

void programs[process.argv[2] as keyof typeof programs]();
