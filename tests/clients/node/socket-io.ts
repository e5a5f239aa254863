import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { Server } from "socket.io";
import { redis } from "./ioredis";

/** A server that passes on through Redis what it sends, and sends what others have passed on. */
export async function serverOnAnyPort(): Promise<{ io: Server; port: number }> {
  const http = createServer();
  const io = new Server(http, { adapter: createAdapter(redis.duplicate(), redis.duplicate()) });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return { io, port: (http.address() as AddressInfo).port };
}
