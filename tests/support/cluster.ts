import { setMaxListeners } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RedisOptions } from "ioredis";
import pWaitFor from "p-wait-for";
import { freePorts } from "../../benchmarks/free-ports";
import type { InstanceContext } from "../../configs/instance/context";
import { renderInstance } from "../../configs/render";
import type { InstanceInput } from "../../configs/settings/instance";
import type { ProxyKind } from "../../configs/settings/proxy";
import type { UserName } from "../../configs/secrets/users";
import { optionalUserNames, userNames } from "../../configs/secrets/users";
import { proxyScripts } from "../../runtime";
import { tlsOptions } from "./cluster/ask";
import type { Guard } from "./cluster/guard";
import { startGuard } from "./cluster/guard";
import { findProblems, findUnfit } from "./cluster/health";
import { hostFiles, nameServerFiles, shellWithNames, shellWithNameServer, withNames } from "./cluster/host-names";
import type { NodeFiles } from "./cluster/node";
import { ClusterNode } from "./cluster/node";
import { WriteLoad } from "./cluster/write-load";
import { contextOf } from "./contexts";
import { Network } from "./network/network";
import { testPassword } from "./node-files";

export { ClusterNode } from "./cluster/node";
export { WriteLoad } from "./cluster/write-load";

export interface ClusterOptions {
  /** What a user might write; ports are added. */
  input?: InstanceInput;
  /** The shell that runs the scripts. @default ["sh"] */
  shell?: string[];
  /** PEM texts by file name (ca.crt, tls.crt, tls.key); needed where the settings turn TLS on. */
  tls?: Record<string, string>;
  /** Text by file name that replaces or adds to the scripts, for tests of deliberately broken ones. */
  scripts?: Record<string, string>;
  /** Instead of the ones that tests have by default. */
  passwords?: Partial<Record<UserName | "external", string>>;
  /** Further files of passwords, for all nodes. */
  secrets?: Record<string, string>;
  /** Whether each life of a script begins with an empty `run` folder, as that of a new pod. @default false */
  newPods?: boolean;
  /** Further variables for every node's script. */
  environment?: Record<string, string>;
  /**
   * Whether nodes know each other by names (`cache-replica-0.redis.test`), which each resolves by its own file
   * `config/hosts`. @default false
   */
  names?: boolean;
  /** The address of a name server that all nodes ask for those names, and for nothing else; needs root. */
  nameServer?: string;
  /** Whether each node has a network namespace, so that they can be cut from each other; needs root. @default false */
  network?: boolean;
  /** Where the folder of all nodes is made. @default the system's for temporary files */
  place?: string;
}

// p-wait-for adds a listener at each look.
setMaxListeners(0);

const openOfFile = new Set<Cluster>();

/** Ends all clusters of the test file: `afterEach(closeClusters)`. */
export async function closeClusters(): Promise<void> {
  await Promise.all([...openOfFile].map((cluster) => cluster.close()));
}

/** Nodes and files of an instance on free ports; nothing runs yet. */
export async function createCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const redisPort = await freePorts(13);
  const network = { ...options.input?.network, port: redisPort, sentinelPort: redisPort + 5 };
  const [port, readPort, healthPort] = [10, 11, 12].map((more) => redisPort + more);
  const context = contextOf({
    server: { engine: "redis", version: "7.0" },
    ...options.input,
    network,
    proxy: { ...options.input?.proxy, port, readPort, healthPort },
    sentinel: { downAfter: "3s", ...options.input?.sentinel },
    stop: { pause: "1500ms", ...options.input?.stop },
  });
  return new Cluster(options.names || options.nameServer ? withNames(context) : context, options);
}

function networkFor({ nodes }: InstanceContext, guard: Guard): Network {
  const names = [nodes.home, ...nodes.replicas, ...nodes.sentinels].map(({ name }) => name);
  return Network.create(names, (kind, name) => guard.watchNetwork(kind, name));
}

function placedIn(network: Network, context: InstanceContext): InstanceContext {
  const { home, replicas, sentinels } = context.nodes;
  const place = (node: InstanceContext["nodes"]["home"]) => network.place(node);
  const nodes = { home: place(home), replicas: replicas.map(place), sentinels: sentinels.map(place) };
  return { ...context, nodes: { ...context.nodes, ...nodes } };
}

/** How a node's script is started, and its files for names. */
function namesOf(context: InstanceContext, { names, nameServer, shell }: ClusterOptions) {
  if (nameServer) return { shell: shellWithNameServer, hosts: nameServerFiles(nameServer) };
  return names ? { shell: shellWithNames, hosts: hostFiles(context) } : { shell, hosts: {} };
}

function placeOf(name: string, network: Network | undefined): Pick<NodeFiles, "reach" | "enter"> {
  return network?.has(name) ? { reach: network.hostOf(name), enter: network.enter(name) } : {};
}

/** How long a condition is waited for, in ms: so long that a starved machine is no failure. */
const limit = 180_000;

/** A whole instance, started and healthy. What waits for the Sentinels to fail over begins with `waitReady`. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const cluster = await createCluster(options);
  cluster.start();
  await cluster.waitHealthy();
  return cluster;
}

/**
 * An instance as real processes: each node is `sh redis.sh` or `sh sentinel.sh`, started again when it ends as a
 * kubelet would, in a folder of its own.
 */
export class Cluster {
  readonly folder: string;
  readonly passwords: Record<UserName, string>;
  readonly redis: ClusterNode[];
  readonly sentinels: ClusterNode[];
  /** Where the settings ask for one. */
  readonly proxy?: ClusterNode;
  readonly context: InstanceContext;
  /** Where the options ask for one. */
  private readonly ownNetwork?: Network;
  private readonly guard: Guard;
  private readonly loads: WriteLoad[] = [];

  constructor(context: InstanceContext, options: ClusterOptions) {
    this.folder = mkdtempSync(join(options.place ?? tmpdir(), "redis-cache-cluster-"));
    this.passwords = Object.fromEntries(
      [...userNames, ...optionalUserNames].map((user) => [user, options.passwords?.[user] ?? testPassword(user)]),
    ) as Record<UserName, string>;
    this.guard = startGuard(this.folder);
    if (options.network) this.ownNetwork = networkFor(context, this.guard);
    this.context = this.ownNetwork ? placedIn(this.ownNetwork, context) : context;
    const files = renderInstance(this.context);
    const { home, replicas, sentinels } = this.context.nodes;
    const { shell, hosts } = namesOf(context, options);
    const { external } = options.passwords ?? {};
    const secrets = { ...this.passwords, ...options.secrets, ...(external !== undefined && { external }) };
    const tls = context.settings.tls.enabled ? (options.tls ?? {}) : {};
    const shared = { ...options, shell, secrets, guard: this.guard, tls };
    const create = (nodeFiles: NodeFiles) =>
      new ClusterNode(this.folder, { ...nodeFiles, ...placeOf(nodeFiles.address.name, this.ownNetwork) });
    this.redis = [home, ...replicas].map((address) =>
      create({ ...shared, address, config: { ...files.redis, ...hosts } }),
    );
    this.sentinels = sentinels.map((address) =>
      create({ ...shared, address, config: { ...files.sentinel, ...hosts } }),
    );
    const { proxy } = context.nodes;
    if (proxy) {
      this.proxy = create({
        ...shared,
        tls: options.tls ?? {},
        scripts: proxyScripts(proxy.kind as ProxyKind),
        address: proxy,
        config: { ...files.proxy!, ...hosts },
      });
    }
    openOfFile.add(this);
  }

  /** To cut nodes from each other; fails where there is none. */
  get network(): Network {
    if (!this.ownNetwork) throw new Error("the nodes share one network; create the cluster with `network: true`");
    return this.ownNetwork;
  }

  get nodes(): ClusterNode[] {
    return [...this.redis, ...this.sentinels];
  }

  private get all(): ClusterNode[] {
    return [...this.nodes, ...(this.proxy ? [this.proxy] : [])];
  }

  /** `master-0`, `replica-1`, `sentinel-2`. */
  node(name: string): ClusterNode {
    const found = this.nodes.find((node) => node.name === `${this.context.name}-${name}`);
    if (!found) throw new Error(`no node ${name}`);
    return found;
  }

  get home(): ClusterNode {
    return this.node("master-0");
  }

  /** The Redis nodes that say they are master. */
  async masters(): Promise<ClusterNode[]> {
    const roles = await Promise.all(this.redis.map(async (node) => (await node.info()).role));
    return this.redis.filter((_, i) => roles[i] === "master");
  }

  /** The only node that says it is master, once there is one. */
  async master(): Promise<ClusterNode> {
    let masters: ClusterNode[] = [];
    await this.waitFor("exactly one master", async () => (masters = await this.masters()).length === 1);
    return masters[0]!;
  }

  /** What each running Sentinel names as master, by its name; `none` where it knows none. */
  async sentinelViews(): Promise<Record<string, string>> {
    const views = await Promise.all(this.sentinels.map((node) => node.namedMaster(this.context.masterName)));
    return Object.fromEntries(this.sentinels.map((node, i) => [node.name, views[i] ?? "silent"]));
  }

  /** What differs from: one master, all running replicas linked to it and promotable, all Sentinels agreeing. */
  problems(): Promise<string[]> {
    return findProblems(this.redis, this.sentinels, this.context.masterName);
  }

  /** Waits until there are no problems; fails with them and the ends of all logs. */
  waitHealthy(): Promise<void> {
    return this.waitForNone(() => this.problems());
  }

  /** Healthy, and every Sentinel knows that the replicas may be promoted: it looks at them every 10 s. */
  waitReady(): Promise<void> {
    const unfit = () => findUnfit(this.redis, this.sentinels, this.context.masterName);
    return this.waitForNone(async () => [...(await this.problems()), ...(await unfit())]);
  }

  /** Waits for a condition, which fails as long as it throws; fails with what was awaited and the ends of all logs. */
  async waitFor(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
    let why = "it is false";
    const holds = async () => {
      try {
        why = "it is false";
        return await condition();
      } catch (error) {
        why = (error as Error).message;
        return false;
      }
    };
    try {
      await pWaitFor(holds, { interval: 50, timeout: limit });
    } catch {
      throw new Error(`${what}: not within ${limit} ms (${why})\n${this.logs()}`);
    }
  }

  /** How an application finds the master: through the Sentinels, as user app. */
  get applicationOptions(): RedisOptions {
    const password = this.passwords.app;
    const { tls } = tlsOptions(this.home.tls);
    return {
      sentinels: this.sentinels.map(({ host, port }) => ({ host, port })),
      name: this.context.masterName,
      // Only the nodes know their names; each has a port of its own.
      natMap: (address) => {
        const port = Number(address.split(":").at(-1));
        return { host: this.nodes.find((node) => node.port === port)?.host ?? "127.0.0.1", port };
      },
      sentinelUsername: "app",
      sentinelPassword: password,
      username: "app",
      password,
      lazyConnect: true,
      ...(tls && { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
    };
  }

  /** How an application that knows no Sentinel connects to the proxy. */
  plainOptions(side: "port" | "readPort" = "port"): RedisOptions {
    const { tls } = tlsOptions(this.proxy!.tls);
    const login = { username: "app", password: this.passwords.app };
    return { port: this.context.settings.proxy[side], ...login, lazyConnect: true, ...(tls && { tls }) };
  }

  /** Writes until told to stop, as an application that finds the master through the Sentinels. */
  async writeLoad(options = this.applicationOptions): Promise<WriteLoad> {
    const load = new WriteLoad(options);
    this.loads.push(load);
    await load.start();
    return load;
  }

  start(nodes: ClusterNode[] = this.all): void {
    for (const node of nodes) node.start();
  }

  private async waitForNone(look: () => Promise<string[]>): Promise<void> {
    let problems: string[] = ["not looked yet"];
    try {
      await pWaitFor(async () => (problems = await look()).length === 0, { interval: 100, timeout: limit });
    } catch {
      throw new Error(`not healthy after ${limit} ms:\n  ${problems.join("\n  ")}\n${this.logs()}`);
    }
  }

  /** SIGTERM to all of these at once; returns when their processes are gone. */
  async stop(nodes: ClusterNode[] = this.all): Promise<void> {
    await Promise.all(nodes.map((node) => node.stop()));
  }

  logs(lines = 25): string {
    return this.all.map((node) => `--- ${node.name}\n${node.log().split("\n").slice(-lines).join("\n")}`).join("\n");
  }

  /** Ends everything at once and removes the folder. */
  async close(): Promise<void> {
    openOfFile.delete(this);
    for (const load of this.loads) load.abandon();
    await Promise.all(this.all.map((node) => node.end()));
    this.ownNetwork?.close();
    this.guard.release();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
