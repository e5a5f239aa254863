import { once } from "node:events";
import type { Socket } from "node:net";
import { createServer } from "node:net";
import pWaitFor from "p-wait-for";

/** A port of this machine that takes connections and never answers, as the address of a pod that is gone. */
export class SilentAddress {
  private readonly sockets: Socket[] = [];
  private readonly server = createServer((socket) => this.sockets.push(socket.on("error", () => undefined)));

  /** Waits until whoever had the port is gone from it. */
  static async open(port: number): Promise<SilentAddress> {
    const address = new SilentAddress();
    await pWaitFor(() => address.listen(port), { interval: 20, timeout: 180_000 });
    return address;
  }

  private listen(port: number): Promise<boolean> {
    this.server.listen(port, "127.0.0.1");
    return once(this.server, "listening").then(
      () => true,
      () => false,
    );
  }

  /** Leaves the port to another; the connections stay, without an answer. */
  leave(): void {
    this.server.close();
  }

  close(): void {
    this.leave();
    for (const socket of this.sockets) socket.destroy();
  }
}
