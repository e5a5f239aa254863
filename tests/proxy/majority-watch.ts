import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Cluster } from "../support/cluster";
import type { Answered } from "./default-clients";

const lookEveryMs = 20;

/** A look at all Sentinels. */
interface Look {
  from: number;
  to: number;
  /** Port of the node that more than half of them name; that of the look before where no node has so many votes. */
  port: number | undefined;
}

/** Asks the Sentinels again and again whom a majority of them names. */
export class MajorityWatch {
  private readonly looks: Look[] = [];
  private readonly loop: Promise<void>;
  private running = true;

  constructor(private readonly cluster: Cluster) {
    this.loop = this.watch();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.loop;
  }

  /** Of these writes those that were answered by a node that no majority named while they were under way. */
  foreign(writes: readonly Answered[]): Answered[] {
    return writes.filter(({ port, sentAt, at }) => {
      const earlier = this.looks.findLastIndex(({ to }) => to <= sentAt);
      const later = this.looks.findIndex(({ from }) => from >= at);
      const during = this.looks.slice(Math.max(0, earlier), later < 0 ? undefined : later + 1);
      return during.every((look) => look.port !== undefined && look.port !== port);
    });
  }

  private async watch(): Promise<void> {
    while (this.running) {
      const from = performance.now();
      const views = Object.values(await this.cluster.sentinelViews());
      const votes = (address: string) => views.filter((view) => view === address).length;
      const named = views.find((view) => votes(view) * 2 > views.length && view.includes(":"));
      const port = named ? Number(named.split(":").at(-1)) : this.looks.at(-1)?.port;
      this.looks.push({ from, to: performance.now(), port });
      await delay(lookEveryMs);
    }
  }
}
