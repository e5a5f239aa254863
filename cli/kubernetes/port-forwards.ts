import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import getPort from "get-port";
import { UserError } from "../terminal/errors";
import { addressOf } from "../health/observe";
import { withCleanup } from "../process/signals";
import { metWithin } from "../process/wait";
import type { Place } from "./kubectl";
import { placeFlags } from "./kubectl";

/** Where on this machine a node is reached, by its address in the cluster. */
export type Reach = Record<string, { host: string; port: number }>;

/** What is reached at an address in the cluster. */
export interface ForwardTarget {
  /** As kubectl calls it: `pod/cache-master-0`, `service/cache-proxy`. */
  object: string;
  host: string;
  port: number;
}

const readyWithinMs = 20_000;
const again = 200;

/** Forwards a port of this machine to each target for as long as `use` lasts. */
export async function withPortForwards<T>(
  place: Place,
  targets: readonly ForwardTarget[],
  use: (reach: Reach) => Promise<T>,
): Promise<T> {
  const forwards = await Promise.all(targets.map(async (target) => new PortForward(place, target, await getPort())));
  const close = () => forwards.forEach((forward) => forward.close());
  return withCleanup(close, async () => {
    await Promise.all(forwards.map((forward) => forward.ready()));
    return use(
      Object.fromEntries(forwards.map(({ target, port }) => [addressOf(target), { host: "127.0.0.1", port }])),
    );
  });
}

/** Begun again whenever it ends, since a pod may be replaced meanwhile. */
class PortForward {
  private child: ChildProcess | undefined;
  private isReady = false;
  private closed = false;
  private said = "";

  constructor(
    private readonly place: Place,
    readonly target: ForwardTarget,
    readonly port: number,
  ) {
    this.start();
  }

  /** A pod that is not there is left for whoever asks it to find out. */
  async ready(): Promise<void> {
    await metWithin(readyWithinMs, () => this.isReady || this.said !== "");
    if (!this.isReady && /forbidden|refused|Unauthorized|no such host/i.test(this.said))
      throw new UserError(this.said.trim());
  }

  close(): void {
    this.closed = true;
    this.child?.kill();
  }

  private start(): void {
    const { object, port } = this.target;
    const args = [...placeFlags(this.place), "port-forward", object, `${this.port}:${port}`];
    const child = spawn("kubectl", args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
    child.stdout.setEncoding("utf8").on("data", () => (this.isReady = true));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.said = text));
    child.once("error", (error) => (this.said = error.message));
    child.once("exit", () => void (this.closed || setTimeout(() => this.closed || this.start(), again)));
    this.child = child;
  }
}
