import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { UserError } from "../../cli/terminal/errors";
import type { Address } from "./targets";

const atOnce = 50;
const limitMs = 10_000;

/** Connections that are logged in and idle. */
export class HeldClients {
  private readonly sockets: Socket[] = [];

  constructor(
    private readonly address: Address,
    private readonly login: { username: string; password: string },
  ) {}

  /** Opens so many, some at a time. */
  async open(count: number): Promise<void> {
    for (let opened = 0; opened < count; opened += atOnce) {
      const next = Array.from({ length: Math.min(atOnce, count - opened) }, () => this.openOne());
      this.sockets.push(...(await Promise.all(next)));
    }
  }

  /** How many of them are answered. */
  async answering(): Promise<number> {
    let answered = 0;
    for (let i = 0; i < this.sockets.length; i += atOnce) {
      const pings = this.sockets.slice(i, i + atOnce).map(async (socket) => {
        if ((await answerTo(socket, "PING")) === "+PONG") answered++;
      });
      await Promise.all(pings);
    }
    return answered;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private async openOne(): Promise<Socket> {
    const socket = connect(this.address);
    socket.on("error", () => undefined);
    const answer = await answerTo(socket, `AUTH ${this.login.username} ${this.login.password}`);
    if (answer !== "+OK") throw new UserError(`A new connection was not taken: ${answer ?? "no answer"}.`);
    return socket;
  }
}

/** The first line of the answer; undefined where there is none. */
async function answerTo(socket: Socket, command: string): Promise<string | undefined> {
  if (socket.destroyed) return undefined;
  socket.write(`${command}\r\n`);
  try {
    const [answer] = (await once(socket, "data", { signal: AbortSignal.timeout(limitMs) })) as [Buffer];
    return answer.toString().split("\r\n")[0];
  } catch {
    return undefined;
  }
}
