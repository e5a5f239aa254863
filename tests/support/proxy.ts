import type { Socket } from "node:net";
import { connect, createServer } from "node:net";
import { freePorts } from "../../benchmarks/free-ports";

type Spoiled = Buffer | "cut";

/**
 * What becomes of bytes on their way to a server, at once or later: themselves, others, or the end of the connection.
 */
export type Spoil = (chunk: Buffer, connection: { number: number; received: number }) => Spoiled | Promise<Spoiled>;

/** A way to a port of this machine on which bytes are lost or changed; returns its own port, and what ends it. */
export async function startProxy(target: number, spoil: Spoil): Promise<{ port: number; close: () => void }> {
  const port = await freePorts(1);
  const sockets = new Set<Socket>();
  let number = 0;
  const server = createServer((client) => {
    const connection = { number: number++, received: 0 };
    const upstream = connect({ host: "127.0.0.1", port: target });
    const end = () => (client.destroy(), upstream.destroy());
    for (const socket of [client, upstream]) sockets.add(socket.on("error", end).on("close", end));
    client.on("data", (chunk) => {
      connection.received += chunk.length;
      client.pause();
      void Promise.resolve(spoil(chunk, connection)).then((passed) => {
        if (passed === "cut") return end();
        upstream.write(passed);
        client.resume();
      });
    });
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () => (server.close(), sockets.forEach((socket) => socket.destroy()));
  return { port, close };
}
