import { Queue, Worker } from "bullmq";
import { redis } from "./ioredis";

/** A worker waits longer for a job than an answer may take, and goes on for ever. */
const connection = redis.duplicate({ maxRetriesPerRequest: null, socketTimeout: undefined });

export const queueOf = (name: string) => new Queue<number>(name, { connection });

export const workerOf = (name: string, work: (value: number) => void) =>
  new Worker<number>(name, ({ data }) => Promise.resolve(work(data)), { connection });
