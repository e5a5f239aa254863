import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What a relay does to the bytes between clients and a server. */
export type Fault = "none" | "down" | "silent" | "readonly" | "loading" | { slow: number };

/** What a server answers to all but the commands of a new connection. */
const answers = {
  readonly: "-READONLY You can't write against a read only replica.\r\n",
  loading: "-LOADING Redis is loading the dataset in memory\r\n",
};
const always = /^(HELLO|AUTH|CLIENT|SELECT|INFO)$/i;

const open = new Set<Relay>();

/** Ends all relays of this process. */
export async function closeRelays(): Promise<void> {
  await Promise.all([...open].map((relay) => relay.close()));
}

/** A way to a server of this machine that can be out of order. */
export class Relay {
  port = 0;
  private server: Server;
  private mode: Fault = "none";
  private readonly pairs = new Set<Pair>();
  private kept: Buffer[] = [];
  private keeps = false;

  static async to(target: number): Promise<Relay> {
    const relay = new Relay(target);
    await relay.listen();
    open.add(relay);
    return relay;
  }

  private constructor(private readonly target: number) {
    this.server = createServer((client) => this.accept(client));
  }

  async fault(mode: Fault): Promise<void> {
    const before = this.mode;
    this.mode = mode;
    if (mode === "down") {
      await this.stop();
    } else if (before === "down") {
      this.server = createServer((client) => this.accept(client));
      await this.listen();
    }
    for (const pair of this.pairs) pair.mode(mode);
  }

  /** Keeps the commands that come from now on, or no more of them. */
  keep(keeps: boolean): void {
    if (keeps) this.kept = [];
    this.keeps = keeps;
  }

  /** Sends what was kept to the server once more, as a client does that has lost the answers. */
  async resend(): Promise<void> {
    const upstream = connect({ host: "127.0.0.1", port: this.target });
    upstream.write(Buffer.concat([...this.kept, Buffer.from("*2\r\n$4\r\nECHO\r\n$6\r\nresent\r\n")]));
    let answers = "";
    for await (const chunk of upstream) {
      answers += (chunk as Buffer).toString("latin1");
      if (answers.endsWith("resent\r\n")) break;
    }
    upstream.destroy();
  }

  async close(): Promise<void> {
    open.delete(this);
    if (this.mode !== "down") await this.stop();
  }

  private accept(client: Socket): void {
    const sent = (command: Buffer) => this.keeps && this.kept.push(command);
    const pair = new Pair(client, this.target, this.mode, sent, () => this.pairs.delete(pair));
    this.pairs.add(pair);
  }

  private async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, "127.0.0.1", resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  private async stop(): Promise<void> {
    const stopped = new Promise((resolve) => this.server.close(resolve));
    for (const pair of this.pairs) pair.end();
    await stopped;
  }
}

/** A connection of a client, and the one to the server. */
class Pair {
  private readonly upstream: Socket;
  private unread = Buffer.alloc(0);
  private held: Buffer[] = [];

  constructor(
    private readonly client: Socket,
    target: number,
    private now: Fault,
    private readonly sent: (command: Buffer) => void,
    ended: () => void,
  ) {
    this.upstream = connect({ host: "127.0.0.1", port: target });
    for (const socket of [client, this.upstream]) {
      socket.setNoDelay(true);
      socket.on("error", () => this.end()).on("close", () => (this.end(), ended()));
    }
    client.on("data", (chunk) => this.fromClient(chunk));
    this.upstream.on("data", (chunk) => this.fromServer(chunk));
  }

  mode(mode: Fault): void {
    this.now = mode;
    if (mode === "silent") return;
    for (const chunk of this.held.splice(0)) this.fromClient(chunk);
  }

  end(): void {
    this.client.destroy();
    this.upstream.destroy();
  }

  private fromClient(chunk: Buffer): void {
    if (this.now === "silent") return void this.held.push(chunk);
    this.unread = Buffer.concat([this.unread, chunk]);
    for (let command = firstCommand(this.unread); command; command = firstCommand(this.unread)) {
      this.unread = this.unread.subarray(command.bytes.length);
      const answer = typeof this.now === "string" && this.now in answers && !always.test(command.name);
      if (answer) this.client.write(answers[this.now as keyof typeof answers]);
      else this.pass(command.bytes);
    }
  }

  private pass(command: Buffer): void {
    this.sent(command);
    this.upstream.write(command);
  }

  private fromServer(chunk: Buffer): void {
    if (typeof this.now !== "object") return void this.client.write(chunk);
    setTimeout(() => this.client.write(chunk), this.now.slow);
  }
}

/** The first whole command in what a client has sent: an array of bulk strings. */
function firstCommand(bytes: Buffer): { name: string; bytes: Buffer } | undefined {
  let at = 0;
  const line = (): string | undefined => {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const text = bytes.toString("latin1", at + 1, end);
    at = end + 2;
    return text;
  };
  const count = line();
  if (count === undefined) return undefined;
  let name = "";
  for (let i = 0; i < Number(count); i++) {
    const length = line();
    if (length === undefined || bytes.length < at + Number(length) + 2) return undefined;
    if (i === 0) name = bytes.toString("latin1", at, at + Number(length));
    at += Number(length) + 2;
  }
  return { name, bytes: bytes.subarray(0, at) };
}
