import type { Redis } from "ioredis";
import { type CacheOptions, type Connection, createClient } from "../../../clients/node/src";

/** Where time is not the subject: a machine that does much else is slow, and Redis not away. */
export const patient = { budgetMs: 10_000, leaseMs: 60_000, waitMs: 60_000 } satisfies Partial<CacheOptions>;

/** A client that waits as long for a server of this machine to connect and to answer. */
export function patientClient(connection: Connection): Redis {
  return createClient(connection, { redis: { connectTimeout: 30_000, socketTimeout: 30_000 } });
}
