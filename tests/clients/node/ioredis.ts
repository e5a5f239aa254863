import { readFileSync } from "node:fs";
import { Redis } from "ioredis";

const { REDIS_SENTINELS, REDIS_MASTER_NAME, REDIS_USERNAME, REDIS_PASSWORD, REDIS_CA_FILE } = process.env;
const tls = REDIS_CA_FILE ? { ca: readFileSync(REDIS_CA_FILE) } : undefined;

export const redis = new Redis({
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
  retryStrategy: (times) => Math.min(times * 20, 1000),
  connectTimeout: 1000,
  socketTimeout: 1000,
});
redis.on("error", (error) => console.error(error.message));
