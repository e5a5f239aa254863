import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { parseInfo } from "../../cli/health/observe";
import type { UserName } from "../../configs/secrets/users";
import type { Cluster, ClusterNode } from "../../tests/support/cluster";
import { connectionOptions } from "../../tests/support/cluster/ask";
import type { Writers } from "./writers";

const interval = 70;

/** What one node showed when it was last looked at. */
interface Look {
  master: boolean;
  /** Whether it took a write of an application just now; asked only while two nodes say that they are master. */
  accepts: boolean;
}

/**
 * Looks at all Redis nodes all the time for what must never be: an empty master where data has been acknowledged, and
 * two nodes that take writes for longer than min-replicas-max-lag lets a master that has lost its replicas.
 */
export class Watcher {
  violation: string | undefined;
  /** How long two nodes took writes at the same time, at most, in ms. */
  longestOverlap = 0;
  private readonly looks = new Map<ClusterNode, Look>();
  private overlapSince: number | undefined;
  private running = true;
  private readonly loops: Promise<void>[];

  constructor(
    private readonly cluster: Cluster,
    private readonly writers: Writers,
    /** In ms. */
    private readonly maxLag: number,
  ) {
    this.loops = cluster.redis.map((node) => this.watch(node));
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
  }

  private async watch(node: ClusterNode): Promise<void> {
    const ops = this.connection(node, "ops");
    const app = this.connection(node, "app");
    while (this.running) {
      this.looks.set(node, await this.look(node, ops, app));
      this.judgeOverlap();
      await delay(interval);
    }
    ops.disconnect();
    app.disconnect();
  }

  private async look(node: ClusterNode, ops: Redis, app: Redis): Promise<Look> {
    const acknowledged = this.writers.count;
    // One call, so that role and keys are of the same moment.
    const info = parseInfo(await ops.info().catch(() => ""));
    const master = info.role === "master";
    if (master && !info.db0 && acknowledged > 0) {
      this.violation ??= `${node.name} is master without any key, and ${acknowledged} writes were acknowledged before`;
    }
    return { master, accepts: master && this.isRivalled(node) && (await takesWrite(app, node)) };
  }

  private isRivalled(node: ClusterNode): boolean {
    return [...this.looks].some(([other, { master }]) => other !== node && master);
  }

  private judgeOverlap(): void {
    const taking = [...this.looks].filter(([, { accepts }]) => accepts).map(([node]) => node.name);
    if (taking.length < 2) {
      this.overlapSince = undefined;
      return;
    }
    this.overlapSince ??= Date.now();
    const overlap = Date.now() - this.overlapSince;
    this.longestOverlap = Math.max(this.longestOverlap, overlap);
    // Redis counts whole seconds, and looks once a second.
    if (overlap > this.maxLag + 2_000) {
      this.violation ??= `${taking.join(" and ")} have both taken writes for ${overlap} ms`;
    }
  }

  private connection(node: ClusterNode, user: UserName): Redis {
    const client = new Redis({
      ...connectionOptions({
        ...{ host: node.host, port: node.port, tls: node.tls },
        ...{ user, password: this.cluster.passwords[user] },
      }),
      lazyConnect: false,
      retryStrategy: () => 100,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: 400,
    });
    client.on("error", () => {}); // Said by the rejected call.
    return client;
  }
}

/** A paused node does not answer; its client goes, so that the write is not done later. */
async function takesWrite(app: Redis, node: ClusterNode): Promise<boolean> {
  try {
    await app.set("chaos:probe", node.name);
    return true;
  } catch (error) {
    if ((error as Error).message.includes("timed out")) app.disconnect(true);
    return false;
  }
}
