import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";
import { namedMaster } from "../../cli/health/named-master";
import { metWithin } from "../../cli/process/wait";
import { UserError } from "../../cli/terminal/errors";

const pauseMs = 250;
const connectLimitMs = 60_000;

/** Connections of user `app` to the master, which idle applications have, wherever it is. */
export class IdleClients {
  private readonly open = new Set<Socket>();
  private readonly loops: Promise<void>[];
  private over = false;
  private master: { at: number; node: Promise<Endpoint | undefined> } | undefined;

  constructor(
    private readonly instance: DeployedInstance,
    private readonly count: number,
  ) {
    this.loops = Array.from({ length: count }, () => this.keepOne());
  }

  /** Waits until all are connected. */
  async connected(): Promise<void> {
    if (await metWithin(connectLimitMs, () => this.open.size >= this.count)) return;
    throw new UserError(`Only ${this.open.size} of ${this.count} idle clients are connected.`);
  }

  async close(): Promise<void> {
    this.over = true;
    for (const socket of this.open) socket.destroy();
    await Promise.all(this.loops);
  }

  private async keepOne(): Promise<void> {
    while (!this.over) {
      // An application waits too; all at once would be what is measured.
      await sleep(pauseMs * (1 + Math.random() * 4));
      const socket = await this.login().catch(() => undefined);
      if (!socket) continue;
      this.open.add(socket);
      if (!this.over) await once(socket, "close");
      this.open.delete(socket);
      socket.destroy();
    }
  }

  private async login(): Promise<Socket> {
    const { host, port } = (await this.findMaster())!;
    const { username, password } = this.instance.connection;
    const socket = connect({ host, port });
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write(`AUTH ${username} ${password}\r\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (answer.toString().startsWith("+OK")) return socket;
    socket.destroy();
    throw new Error(answer.toString());
  }

  /** Asked once for all of them. */
  private findMaster(): Promise<Endpoint | undefined> {
    if (!this.master || performance.now() - this.master.at > pauseMs) {
      const find = async () => {
        const name = await namedMaster(this.instance);
        return this.instance.redis.find((node) => node.name === name);
      };
      this.master = { at: performance.now(), node: find() };
    }
    return this.master.node;
  }
}
