import type { Redis } from "ioredis";
import { connectTo, type Credentials, credentialsOf } from "../../cli/health/connect";
import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";

/** An instance whose nodes are asked again and again, over connections that are kept. */
export class Nodes {
  private readonly open = new Map<string, Promise<Redis>>();

  constructor(readonly instance: DeployedInstance) {}

  get all(): Endpoint[] {
    return [...this.instance.redis, ...this.instance.sentinels];
  }

  /** The names with which applications log in, `app` among them, with their passwords. */
  get logins(): Credentials[] {
    const { connection, userConnections = {} } = this.instance;
    return [connection, ...Object.values(userConnections)].flatMap(({ username, password }) =>
      password === undefined ? [] : [{ username, password }],
    );
  }

  as(user: "app" | "ops", node: Endpoint): Promise<Redis> {
    return this.by(credentialsOf(this.instance, user), node);
  }

  /** One that has ended is made anew. */
  async by(login: Credentials, node: Endpoint): Promise<Redis> {
    const key = `${node.host}:${node.port} ${login.username} ${login.password}`;
    const known = await this.open.get(key)?.catch(() => undefined);
    if (known?.status === "ready") return known;
    known?.disconnect();
    const made = connectTo(node, this.instance, login);
    this.open.set(key, made);
    return made;
  }

  close(): void {
    for (const client of this.open.values()) client.then((one) => one.disconnect()).catch(() => undefined);
    this.open.clear();
  }
}

/** Whether the servers defragment memory, which depends on how they were built; this one itself is asked. */
export async function takesActiveDefrag(nodes: Nodes): Promise<boolean> {
  const server = await nodes.as("ops", nodes.instance.redis[0]!);
  const [, before] = (await server.config("GET", "activedefrag")) as [string, string];
  try {
    await server.config("SET", "activedefrag", "yes");
  } catch (error) {
    if ((error as Error).name !== "ReplyError") throw error;
    return false;
  }
  await server.config("SET", "activedefrag", before);
  return true;
}
