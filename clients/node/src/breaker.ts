/** Right to one step; that of an epoch which is over has no say any more. */
export interface Permit {
  epoch: number;
  probe: boolean;
}

export type BreakerState = "closed" | "open" | "half-open";

/** Keeps away from a Redis that failed, for a moment, and lets one call try then (contract 9.3). */
export class Breaker {
  state: BreakerState = "closed";
  private permit: Permit = { epoch: 0, probe: false };
  private until = 0;

  constructor(
    private readonly breakMs: number,
    private readonly onChange: (state: "open" | "closed") => void = () => {},
  ) {}

  /** Undefined where Redis is to be left alone. */
  allow(now: () => number): Permit | undefined {
    if (this.state === "closed") return this.permit;
    if (this.state === "half-open" || now() < this.until) return undefined;
    return this.become("half-open");
  }

  success(permit: Permit): void {
    if (permit.epoch !== this.permit.epoch || this.state !== "half-open") return;
    this.become("closed");
    this.onChange("closed");
  }

  failure(permit: Permit, now: number, random: number): void {
    if (permit.epoch !== this.permit.epoch) return;
    this.until = now + Math.floor(this.breakMs * (1 - 0.2 * random));
    this.become("open");
    this.onChange("open");
  }

  /** The connection is ready again. */
  ready(now: number): void {
    if (this.state === "open") this.until = now;
  }

  private become(state: BreakerState): Permit {
    this.state = state;
    return (this.permit = { epoch: this.permit.epoch + 1, probe: state === "half-open" });
  }
}
