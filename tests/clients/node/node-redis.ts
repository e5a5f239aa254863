import { readFileSync } from "node:fs";
import { createSentinel } from "redis";

const { REDIS_SENTINELS, REDIS_MASTER_NAME, REDIS_USERNAME, REDIS_PASSWORD, REDIS_CA_FILE } = process.env;
const tls = REDIS_CA_FILE ? { tls: true as const, ca: readFileSync(REDIS_CA_FILE) } : {};

const node = {
  username: REDIS_USERNAME,
  password: REDIS_PASSWORD,
  socket: { ...tls, connectTimeout: 1000, reconnectStrategy: 100 },
};
export const redis = createSentinel({
  name: REDIS_MASTER_NAME!,
  sentinelRootNodes: REDIS_SENTINELS!.split(",").map((address) => {
    const [host, port] = address.split(":");
    return { host: host!, port: Number(port) };
  }),
  nodeClientOptions: node,
  sentinelClientOptions: node,
  scanInterval: 1000,
});
redis.on("error", (error: Error) => console.error(error.message));
// Before the first command: await redis.connect();
