import { Queue, Worker } from "bullmq";
import { ca, url } from "./options";

const connection = ca ? { url, tls: { ca } } : { url };

export const queueOf = (name: string) => new Queue<number>(name, { connection });

export const workerOf = (name: string, work: (value: number) => void) =>
  new Worker<number>(name, ({ data }) => Promise.resolve(work(data)), { connection });
