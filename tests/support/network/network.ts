import { execFileSync, spawnSync } from "node:child_process";
import type { NodeAddress } from "../../../configs/instance/context";

/** Of RFC 2544, for tests of networks: nobody's route. */
const range = "198.18";

/**
 * Namespaces of the kernel, one a node, joined by a bridge, each with an address of its own and a packet filter by
 * which it hears some of the others no more. Who is outside reaches all of them by the bridge.
 */
export class Network {
  private readonly hosts = new Map<string, string>();
  private readonly bridge: string;

  private constructor(
    private readonly number: number,
    names: readonly string[],
    /** Told of each thing made, before it is made. */
    private readonly note: (kind: "namespace" | "link", name: string) => void,
  ) {
    this.bridge = `rc${number}`;
    names.forEach((name, i) => this.hosts.set(name, `${range}.${number}.${i + 2}`));
  }

  /** One with a namespace for each of these nodes; fails where this machine allows none. */
  static create(
    names: readonly string[],
    note: (kind: "namespace" | "link", name: string) => void = () => {},
  ): Network {
    const network = new Network(takeNumber(note), names, note);
    try {
      ip("addr", "add", `${range}.${network.number}.1/24`, "dev", network.bridge);
      ip("link", "set", network.bridge, "up");
      for (const name of names) network.join(name);
    } catch (error) {
      network.close();
      throw error;
    }
    return network;
  }

  /** The address of a node. */
  hostOf(name: string): string {
    const host = this.hosts.get(name);
    if (!host) throw new Error(`${name} has no namespace; there are ${[...this.hosts.keys()].join(", ")}`);
    return host;
  }

  has(name: string): boolean {
    return this.hosts.has(name);
  }

  /** A node as it is addressed in this network. */
  place<T extends NodeAddress>(node: T): T {
    return { ...node, host: this.hostOf(node.name) };
  }

  /** The words before a command that is to run as that node. */
  enter(name: string): string[] {
    return ["ip", "netns", "exec", this.namespaceOf(name)];
  }

  /** What one of `from` sends to one of `to` is dropped from now on, and nothing of the other way. */
  cutOneWay(from: readonly string[], to: readonly string[]): void {
    const hosts = from.map((name) => this.hostOf(name)).join(", ");
    for (const name of to) this.filter(name, `add element inet cuts from { ${hosts} }`);
  }

  /** Neither hears the other. */
  cut(one: readonly string[], other: readonly string[]): void {
    this.cutOneWay(one, other);
    this.cutOneWay(other, one);
  }

  /** All hear all. */
  heal(): void {
    for (const name of this.hosts.keys()) this.filter(name, "flush set inet cuts from");
  }

  /** Leaves nothing; whoever still runs in it has no network. */
  close(): void {
    // The kernel takes its time with namespaces, and until then their ends would keep their names.
    for (const name of this.hosts.keys()) spawnSync("ip", ["link", "delete", this.linkOf(name)]);
    for (const name of this.hosts.keys()) spawnSync("ip", ["netns", "delete", this.namespaceOf(name)]);
    spawnSync("ip", ["link", "delete", this.bridge]);
  }

  private join(name: string): void {
    const namespace = this.namespaceOf(name);
    const host = this.hostOf(name);
    const [outer, inner] = [this.linkOf(name), `${this.bridge}-eth`];
    this.note("link", outer);
    this.note("namespace", namespace);
    ip("netns", "add", namespace);
    ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", namespace);
    ip("link", "set", outer, "master", this.bridge, "up");
    ip("-n", namespace, "addr", "add", `${host}/24`, "dev", inner);
    ip("-n", namespace, "link", "set", inner, "up");
    ip("-n", namespace, "link", "set", "lo", "up");
    this.filter(name, table);
  }

  /** The end of a node's link that is at the bridge. */
  private linkOf(name: string): string {
    return `${this.bridge}-${this.hostOf(name).split(".").at(-1)}`;
  }

  private namespaceOf(name: string): string {
    return `${this.bridge}-${name}`;
  }

  private filter(name: string, commands: string): void {
    run("ip", ["netns", "exec", this.namespaceOf(name), "nft", "-f", "-"], commands);
  }
}

const table = `
table inet cuts {
  set from { type ipv4_addr; }
  chain input { type filter hook input priority 0; ip saddr @from drop; }
}
`;

/** Whether this process may have namespaces of its own and filter in them. */
export function canHaveNetworks(): boolean {
  try {
    Network.create(["probe"]).close();
    return true;
  } catch {
    return false;
  }
}

/** The bridge's name is the lock. */
function takeNumber(note: (kind: "link", name: string) => void): number {
  let why: unknown;
  for (let i = 0; i < 256; i++) {
    const number = (process.pid + i) % 256;
    try {
      ip("link", "add", `rc${number}`, "type", "bridge");
      note("link", `rc${number}`);
      return number;
    } catch (error) {
      why = error;
      if (!String(error).includes("exists")) break;
    }
  }
  throw why;
}

function ip(...args: string[]): void {
  run("ip", args);
}

function run(command: string, args: string[], input?: string): void {
  try {
    execFileSync(command, args, { input, stdio: ["pipe", "pipe", "pipe"] });
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    throw new Error(`${command} ${args.join(" ")}: ${stderr?.toString().trim() || (error as Error).message}`);
  }
}
