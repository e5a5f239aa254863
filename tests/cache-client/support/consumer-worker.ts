import { Redis } from "ioredis";
import { Consumer } from "../../../clients/recipes/streams/node/consumer";

/** A process that handles orders, slowly, until it is killed. */
const [port, name] = process.argv.slice(2);
const redis = new Redis({ port: Number(port), host: "127.0.0.1" });
const consumer = new Consumer(redis, {
  ...{ stream: "orders", group: "mail", name: name!, idleMs: 300 },
  handle: async (id) => {
    await redis.hincrby("handled", id, 1);
    await redis.blpop("never", 0.01);
  },
});
void consumer.run(new AbortController().signal);
