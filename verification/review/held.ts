import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { connectTo, type Credentials, proxyClient } from "../../cli/health/connect";
import type { Endpoint } from "../../cli/health/deployed";
import { groupsOf, parseMemory, words } from "../../configs/directives/values";
import type { InstanceFacts } from "./facts";
import type { Nodes } from "./nodes";

/** A connection that an application has while something changes; its server knows it by a name. */
export interface Held {
  /** That which serves it; a proxied one comes from the proxy. */
  node: string;
  /** Of the server that it was made to. */
  runId: string;
  name: string;
  user: string;
  is: "idle" | "busy" | "subscriber" | "slow reader" | "slow subscriber" | "proxied";
}

const pingEveryMs = 500;
/** Less than what any limit of buffers may be set to, and more than nothing. */
const unreadBytes = 1_100_000;
const chunk = "x".repeat(64 * 1024);
/** Many more than the sockets of both ends hold. */
const mostChunks = 500;

/** Connections of each user of applications to each node, and through the proxy; nobody makes them anew when they end. */
export class HeldConnections {
  private open: (Held & { client: Redis })[] = [];
  private readonly timer = setInterval(() => this.ping(), pingEveryMs);

  get held(): Held[] {
    return this.open.map(({ node, runId, name, user, is }) => ({ node, runId, name, user, is }));
  }

  /** Makes those that are missing, in an instance that is like this. */
  async renew(nodes: Nodes, facts: InstanceFacts): Promise<void> {
    // A process that reads its configuration anew leaves a connection to another, whose end would tell nothing.
    const stays = (held: Held) => held.is !== "proxied" && !mayEnd(held, facts) && isOpen(held, facts);
    this.open = this.open.filter((held) => stays(held) || void held.client.disconnect());
    for (const node of nodes.all) {
      for (const login of nodes.logins) {
        await this.hold(nodes, facts, node, login, "idle");
        await this.hold(nodes, facts, node, login, "busy");
        await this.hold(nodes, facts, node, login, "subscriber");
      }
    }
    const master = nodes.instance.redis.find(({ name }) => name === facts.master)!;
    await this.hold(nodes, facts, master, nodes.logins[0]!, "slow reader");
    await this.hold(nodes, facts, master, nodes.logins[0]!, "slow subscriber");
    await this.holdThroughProxy(nodes, facts);
  }

  close(): void {
    clearInterval(this.timer);
    for (const { client } of this.open) client.disconnect();
    this.open = [];
  }

  /** None of a user that is not let in, which shows elsewhere. */
  private async hold(
    nodes: Nodes,
    facts: InstanceFacts,
    node: Endpoint,
    login: Credentials,
    is: Held["is"],
  ): Promise<void> {
    const { username: user } = login;
    if (mayEnd({ node: node.name, is }, facts)) return;
    if (this.open.some((one) => one.node === node.name && one.user === user && one.is === is)) return;
    const client = await connectTo(node, nodes.instance, login).catch(() => undefined);
    if (!client) return;
    const name = newName();
    await client.client("SETNAME", name);
    if (is === "subscriber") await listen(client, facts.channels[user] ?? []);
    if (is === "slow reader")
      await leaveUnread(client, () => client.call("echo", chunk), await unreadBy(nodes, node, name));
    if (is === "slow subscriber") {
      const publisher = await nodes.as("app", node);
      await client.subscribe(name);
      await leaveUnread(client, () => publisher.publish(name, chunk), await unreadBy(nodes, node, name));
    }
    this.open.push({ node: node.name, runId: facts.nodes[node.name]!.runId, name, user, is, client });
  }

  /** What replaces the proxy's process closes it, what changes that does not. Pods tell the same by their names. */
  private async holdThroughProxy({ instance }: Nodes, { master, nodes }: InstanceFacts): Promise<void> {
    if (!instance.proxy || instance.proxies) return;
    const client = proxyClient(instance, "writes", { retryStrategy: () => null });
    await client.connect();
    const name = newName();
    await client.client("SETNAME", name);
    const user = instance.connection.username;
    this.open.push({ node: master, runId: nodes[master]!.runId, name, user, is: "proxied", client });
  }

  private ping(): void {
    for (const { is, client } of this.open) if (is === "busy" || is === "proxied") client.ping().catch(() => undefined);
  }
}

const newName = () => `review-verify-${randomUUID()}`;

/** Whether the settings as they are let its server end it at any time: that would tell nothing of a change. */
function mayEnd({ node, is }: Pick<Held, "node" | "is">, { nodes }: Pick<InstanceFacts, "nodes">): boolean {
  const { timeout = "0", "client-output-buffer-limit": limits = "" } = nodes[node]?.config ?? {};
  // One that neither sends nor takes anything is idle too.
  if ((is === "idle" || is === "slow reader") && timeout !== "0") return true;
  const kind = { "slow reader": "normal", "slow subscriber": "pubsub" }[is as string];
  const [, hard = "0", soft = "0"] = groupsOf(4, words(limits)).find(([name]) => name === kind) ?? [];
  return [hard, soft].some((limit) => Number(parseMemory(limit)) > 0 && Number(parseMemory(limit)) < 2 * unreadBytes);
}

/** Whether the server still has it. */
export function isOpen({ node, runId, name }: Held, { nodes }: Pick<InstanceFacts, "nodes">): boolean {
  return nodes[node]?.runId === runId && nodes[node].clients.includes(name);
}

/** To all channels, or to those that a user may. */
async function listen(client: Redis, channels: readonly string[]): Promise<void> {
  const isRefused = (pattern: string) =>
    client.psubscribe(pattern).then(
      () => false,
      () => true,
    );
  if (await isRefused("*")) await Promise.all(channels.map(isRefused));
}

/** How much of its answers the server still has, in bytes. */
async function unreadBy(nodes: Nodes, node: Endpoint, name: string): Promise<() => Promise<number>> {
  const ops = await nodes.as("ops", node);
  const buffered = new RegExp(`name=${name} .* omem=(\\d+)`);
  return async () => Number(buffered.exec(String(await ops.client("LIST")))?.[1] ?? Infinity);
}

async function leaveUnread(client: Redis, send: () => Promise<unknown>, unread: () => Promise<number>): Promise<void> {
  client.stream.pause();
  for (let sent = 0; sent < mostChunks; sent += 10) {
    for (let i = 0; i < 10; i++) send().catch(() => undefined);
    if ((await unread()) >= unreadBytes) return;
  }
}
