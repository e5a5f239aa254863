import type { RedisOptions } from "ioredis";
import { Redis } from "ioredis";

export interface Login {
  /** @default 127.0.0.1 */
  host?: string;
  port: number;
  user: string;
  password: string;
  tls: Record<string, string>;
}

/** One command on a connection of its own, which is never tried again; a starved machine has time for it. */
export async function ask<T>(login: Login, command: string, args: (string | number)[]): Promise<T> {
  const client = new Redis({ ...connectionOptions(login), connectTimeout: 30_000, commandTimeout: 30_000 });
  client.on("error", () => {}); // Said by the rejected call.
  try {
    await client.connect();
    return (await client.call(command, ...args)) as T;
  } finally {
    client.disconnect();
  }
}

/**
 * Questions that change nothing, on one connection for as long as that lasts: looks at a node come in their hundreds.
 */
export class Questions {
  private client: Redis | undefined;
  private connected: Promise<void> = Promise.resolve();

  constructor(private readonly login: Login) {}

  async ask<T>(command: string, args: (string | number)[]): Promise<T> {
    if (!this.client || ["close", "end"].includes(this.client.status)) this.connect();
    await this.connected;
    return (await this.client!.call(command, ...args)) as T;
  }

  close(): void {
    this.client?.disconnect();
  }

  private connect(): void {
    this.client = new Redis(connectionOptions(this.login));
    this.client.on("error", () => {}); // Said by the rejected call.
    this.connected = this.client.connect();
  }
}

export function connectionOptions({ host = "127.0.0.1", port, user, password, tls }: Login): RedisOptions {
  return {
    host,
    port,
    username: user,
    password,
    lazyConnect: true,
    retryStrategy: () => null,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 3_000,
    commandTimeout: 3_000,
    protocol: 2,
    ...tlsOptions(tls),
  };
}

export function tlsOptions(files: Record<string, string>): Pick<RedisOptions, "tls"> {
  if (!files["ca.crt"]) return {};
  return { tls: { ca: files["ca.crt"], cert: files["tls.crt"], key: files["tls.key"] } };
}

/** The answer of a command that tells names and values, whatever the protocol made of it. */
export function toRecord(answer: string[] | Record<string, string>): Record<string, string> {
  if (!Array.isArray(answer)) return answer;
  return Object.fromEntries(answer.flatMap((name, i) => (i % 2 === 0 ? [[name, answer[i + 1] ?? ""]] : [])));
}
