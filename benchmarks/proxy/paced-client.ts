/**
 * Sends requests at a fixed rate, each when it is due and whether the one before is answered or not; prints what their
 * answers took, as JSON. Its argument is {@link Paced}.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";

export interface Paced {
  host: string;
  port: number;
  username: string;
  password: string;
  connections: number;
  perSecond: number;
  seconds: number;
}

export interface Percentiles {
  /** In ms. */
  p50: number;
  p99: number;
  /** Answers a second. */
  perSecond: number;
}

const warmUpMs = 1_000;
const newline = "\n".charCodeAt(0);
const request = command("SET", "benchmark:paced", "x".repeat(100));

async function measure({ connections, perSecond, seconds, ...login }: Paced): Promise<void> {
  const clients = await Promise.all(Array.from({ length: connections }, () => PacedClient.open(login)));
  const began = performance.now();
  const end = began + warmUpMs + seconds * 1000;
  for (let sent = 0; performance.now() < end;) {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    for (; sent < due; sent++) clients[sent % connections]!.send();
    await delay(1);
  }
  await Promise.all(clients.map((client) => client.answered()));
  const times = clients.flatMap((client) => client.timesFrom(began + warmUpMs)).sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)]!;
  console.log(JSON.stringify({ p50: at(0.5), p99: at(0.99), perSecond: times.length / seconds } satisfies Percentiles));
  for (const client of clients) client.close();
}

class PacedClient {
  private readonly sentAt: number[] = [];
  private readonly times: number[] = [];

  private constructor(private readonly socket: Socket) {
    // Each answer is `+OK`.
    socket.on("data", (chunk: Buffer) => {
      const now = performance.now();
      for (const byte of chunk) if (byte === newline) this.times.push(now - this.sentAt[this.times.length]!);
    });
  }

  static async open({ host, port, username, password }: Pick<Paced, "host" | "port" | "username" | "password">) {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, "connect");
    socket.write(command("AUTH", username, password));
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (!answer.toString().startsWith("+OK")) throw new Error(answer.toString());
    return new PacedClient(socket);
  }

  send(): void {
    this.sentAt.push(performance.now());
    this.socket.write(request);
  }

  async answered(): Promise<void> {
    while (this.times.length < this.sentAt.length) await once(this.socket, "data");
  }

  /** In ms, of the requests that were sent from then on. */
  timesFrom(start: number): number[] {
    return this.times.filter((_, i) => this.sentAt[i]! >= start);
  }

  close(): void {
    this.socket.destroy();
  }
}

function command(...words: string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
}

void measure(JSON.parse(process.argv[2]!) as Paced);
