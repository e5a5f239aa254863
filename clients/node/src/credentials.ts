import { join } from "node:path";
import type { Cluster, Redis, RedisOptions } from "ioredis";
import { type Connection, type Target, targetOf, tlsOptions } from "./connection";
import type { ConnectionEvent } from "./events";
import { isAboutTls, tlsProblem } from "./tls-problem";

const lookEveryMs = 500;

/** Keeps a client, and its duplicates, to what the files of the connection say, until it is closed. */
export function follow(
  client: Redis | Cluster,
  connection: Connection,
  target: Target,
  emit: (event: ConnectionEvent) => void,
): void {
  const { folder, certFile } = connection;
  const caFile = folder === undefined ? connection.caFile : join(folder, "ca");
  const watched = folder ?? caFile ?? certFile;
  reportErrors(client, caFile, emit);
  if (watched === undefined) return;
  const clients = new Set([client]);
  followDuplicates(client, (duplicate) => {
    reportErrors(duplicate, caFile, emit);
    clients.add(duplicate.on("end", () => clients.delete(duplicate)));
  });
  const watch = new Watch(clients, connection, target, emit, watched);
  const timer = setInterval(() => void watch.look(), lookEveryMs).unref();
  client.on("end", () => clearInterval(timer));
}

/** Looks at the files, and does what they say once they say it twice. */
class Watch {
  private seen?: Target;
  private problem = "";
  /** Clients that are still logged in as before. */
  private behind = new Set<Redis>();

  constructor(
    private readonly clients: ReadonlySet<Redis | Cluster>,
    private readonly connection: Connection,
    private current: Target,
    private readonly emit: (event: ConnectionEvent) => void,
    private readonly file: string,
  ) {}

  async look(): Promise<void> {
    const target = this.read();
    // Files of a folder change one by one, unless it is a mounted Secret.
    const isSettled = target && this.seen && isSame(target, this.seen);
    this.seen = target;
    if (target && isSettled && !isSame(target, this.current)) this.use(target);
    await this.logIn();
  }

  private read(): Target | undefined {
    try {
      const target = targetOf(this.connection);
      this.refuseWithout(target);
      this.problem = "";
      return target;
    } catch (error) {
      const { message, path } = error as NodeJS.ErrnoException;
      if (message !== this.problem)
        this.emit({ type: "connection", change: "problem", file: path ?? this.file, message });
      this.problem = message;
      return undefined;
    }
  }

  /** A password that was there and is gone is a file that is missing, not a login without one. */
  private refuseWithout({ credentials }: Target): void {
    if (credentials.password !== undefined || this.current.credentials.password === undefined) return;
    const path = join(this.file, "password");
    throw Object.assign(new Error(`no such file: ${path}`), { path });
  }

  private use(target: Target): void {
    const before = this.current;
    this.current = target;
    for (const client of this.clients) setOptions(client, target);
    if (target.ca !== before.ca) {
      const message = "later connections trust another certificate authority";
      this.emit({ type: "connection", change: "authority", file: this.file, message });
    }
    if (!isSame(target.certificate ?? {}, before.certificate ?? {})) {
      const message = "later connections show another certificate";
      this.emit({ type: "connection", change: "certificate", file: this.file, message });
    }
    if (isSame(target.credentials, before.credentials)) return;
    this.behind = new Set([...this.clients].flatMap(nodesOf));
    const message = `logs in as ${target.credentials.username}`;
    this.emit({ type: "connection", change: "credentials", file: this.file, message });
  }

  /** Moves open connections to the user and password in force; one that fails is tried at the next look. */
  private async logIn(): Promise<void> {
    const { username = "default", password = "" } = this.current.credentials;
    for (const client of this.behind) {
      if (client.status !== "ready") {
        // The next connection takes them from the options.
        this.behind.delete(client);
        continue;
      }
      try {
        if (client.mode === "normal") await client.call("AUTH", username, password);
        else client.disconnect(true);
        this.behind.delete(client);
      } catch (error) {
        const { message } = error as Error;
        if (message !== this.problem) this.emit({ type: "connection", change: "problem", file: this.file, message });
        this.problem = message;
      }
    }
  }
}

/** ioredis reads these options at each connection. */
function setOptions(client: Redis | Cluster, { credentials, ...target }: Target): void {
  const trusted = tlsOptions(target);
  for (const options of optionsOf(client)) {
    Object.assign(options, credentials, options.tls && { tls: { ...options.tls, ...trusted } });
    if (!options.sentinels) continue;
    options.sentinelUsername = credentials.username;
    options.sentinelPassword = credentials.password;
    if (options.sentinelTLS) options.sentinelTLS = { ...options.sentinelTLS, ...trusted };
  }
}

function optionsOf(client: Redis | Cluster): RedisOptions[] {
  if (!client.isCluster) return [(client as Redis).options];
  const cluster = client as Cluster;
  return [cluster.options.redisOptions ?? {}, ...cluster.nodes("all").map((node) => node.options)];
}

const nodesOf = (client: Redis | Cluster): Redis[] =>
  client.isCluster ? (client as Cluster).nodes("all") : [client as Redis];

function followDuplicates(client: Redis | Cluster, add: (duplicate: Redis | Cluster) => void): void {
  const original = client.duplicate.bind(client) as (...parameters: unknown[]) => Redis | Cluster;
  const duplicate = (...parameters: unknown[]) => {
    const made = original(...parameters);
    followDuplicates(made, add);
    add(made);
    return made;
  };
  Object.assign(client, { duplicate });
}

/** Errors are events, each one once until the connection is ready again. */
function reportErrors(
  client: Redis | Cluster,
  caFile: string | undefined,
  emit: (event: ConnectionEvent) => void,
): void {
  let last = "";
  const report = (message: string, aboutTls: boolean) =>
    emit({ type: "connection", change: "problem", ...(aboutTls && caFile && { file: caFile }), message });
  client.on("ready", () => (last = ""));
  client.on("error", (error: Error) => {
    // Delays and addresses in it differ.
    const kind = error.message.replace(/\d+/g, "");
    if (kind === last) return;
    last = kind;
    report(error.message, isAboutTls(error));
    if (client.isCluster || !error.message.startsWith("All sentinels are unreachable")) return;
    void tlsProblem((client as Redis).options).then((problem) => problem && report(problem, true));
  });
}

const isSame = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);
