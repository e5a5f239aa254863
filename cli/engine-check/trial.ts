import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort from "get-port";
import { Redis } from "ioredis";
import type { Endpoint } from "../../configs/connection";
import type { ServerVersion } from "../../configs/directives";
import type { DeployedInstance } from "../health/deployed";
import { judge } from "../health/judge";
import { observe } from "../health/observe";
import { ServerProcess } from "./server-process";
import type { Passwords, TrialNodes } from "./trial-files";
import { randomPasswords, redisFiles, sentinelFiles, trialContext } from "./trial-files";
import { until } from "./fact";

/** Sentinels find each other by messages that they send every 2 s. */
const agreeWithinMs = 60_000;

/** A master, a replica and three Sentinels of the server under test, on loopback, with rendered configuration. */
export class Trial {
  private readonly servers = new Map<Endpoint, ServerProcess>();
  private readonly clients: Redis[] = [];

  private constructor(
    readonly nodes: TrialNodes,
    readonly instance: DeployedInstance,
    private readonly passwords: Passwords,
    private readonly folder: string,
  ) {}

  /** Its files; nothing runs yet. */
  static async create(binary: string, server: ServerVersion): Promise<Trial> {
    const folder = await mkdtemp(join(tmpdir(), "redis-cache-engine-check-"));
    const [nodes, passwords] = [await freeNodes(), randomPasswords()];
    const context = trialContext(server, nodes);
    const trial = new Trial(nodes, instanceOf(context.masterName, nodes, passwords), passwords, folder);
    for (const node of [nodes.master, nodes.replica]) {
      const files = redisFiles(context, passwords, node);
      trial.servers.set(node, new ServerProcess(binary, join(folder, node.name), "redis", files));
    }
    for (const node of nodes.sentinels) {
      const files = sentinelFiles(context, passwords, node);
      trial.servers.set(node, new ServerProcess(binary, join(folder, node.name), "sentinel", files));
    }
    return trial;
  }

  get masterName(): string {
    return this.instance.masterName;
  }

  get all(): Endpoint[] {
    return [...this.servers.keys()];
  }

  async start(): Promise<void> {
    for (const server of this.servers.values()) server.start();
    await this.agree();
  }

  /** `kill -9`, a start, and time to find the others again. */
  async restart(node: Endpoint): Promise<void> {
    const server = this.servers.get(node)!;
    await server.kill();
    server.start();
    await this.agree();
  }

  /** Waits until one node is master, the other its replica, and all Sentinels know that and each other. */
  async agree(): Promise<void> {
    let problems: string[] = [];
    const agreed = async () => {
      for (const server of this.servers.values()) server.throwIfEnded();
      problems = judge(await observe(this.instance));
      return problems.length === 0;
    };
    try {
      await until("agreement of all nodes", agreed, agreeWithinMs);
    } catch (error) {
      throw new Error([(error as Error).message, ...problems].join("\n"), { cause: error });
    }
  }

  /** A connection of a user, closed with the trial. */
  async connect(node: Endpoint, user: keyof Passwords): Promise<Redis> {
    const { host, port } = node;
    const login = { username: user, password: this.passwords[user] };
    const client = new Redis({ ...{ host, port }, ...login, ...oneAttempt });
    this.clients.push(client);
    client.on("error", () => undefined);
    await client.connect();
    return client;
  }

  /** Ends all servers and removes all files. */
  async end(): Promise<void> {
    for (const client of this.clients) client.disconnect();
    await Promise.all([...this.servers.values()].map((server) => server.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }
}

const oneAttempt = {
  lazyConnect: true,
  protocol: 2,
  enableReadyCheck: false,
  disableClientInfo: true,
  retryStrategy: () => null,
  autoResubscribe: false,
  commandTimeout: 60_000,
} as const;

async function freeNodes(): Promise<TrialNodes> {
  const names = ["master", "replica", "sentinel-0", "sentinel-1", "sentinel-2"];
  const host = "127.0.0.1";
  const nodes: Endpoint[] = [];
  for (const name of names) {
    const exclude = nodes.map(({ port }) => port);
    nodes.push({ name, host, port: await getPort({ host, exclude }) });
  }
  const [master, replica, ...sentinels] = nodes as [Endpoint, Endpoint, ...Endpoint[]];
  return { master, replica, sentinels };
}

function instanceOf(masterName: string, { master, replica, sentinels }: TrialNodes, { app, ops }: Passwords) {
  const connection = { url: "", sentinels, masterName, username: "app", password: app };
  return { name: "trial", masterName, tls: false, redis: [master, replica], sentinels, connection, opsPassword: ops };
}
