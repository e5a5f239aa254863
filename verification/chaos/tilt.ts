import type { Cluster } from "../../tests/support/cluster";

/** A Sentinel that stood still for 2 s does nothing for 30 s. Knows whether that was so since this was made. */
export class Tilt {
  private readonly lengths: number[];
  private readonly before: boolean;

  constructor(private readonly cluster: Cluster) {
    const logs = this.logs();
    this.lengths = logs.map((log) => log.length);
    this.before = logs.some(isTilted);
  }

  seen(): boolean {
    return this.before || this.logs().some((log, i) => log.slice(this.lengths[i]).includes("+tilt"));
  }

  private logs(): string[] {
    return this.cluster.sentinels.map((sentinel) => sentinel.log());
  }
}

/** A new start ends it, without a line. */
function isTilted(log: string): boolean {
  const [last] = log.match(/[+-]tilt|event=start /g)?.slice(-1) ?? [];
  return last === "+tilt";
}
