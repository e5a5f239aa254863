import pWaitFor from "p-wait-for";
import type { InstanceInput } from "../../../configs";
import { testServers } from "../servers";
import type { Outcome, start } from "../command";
import { ComposeProject, settingsOfTest } from "./compose-project";
import { DockerStack } from "./docker-stack";
import { Engine } from "./engine";

/** What clients have noticed that wrote while something happened, by the way in which they find the master. */
export type Noticed = Record<"sentinels" | "proxy", string>;

/** A project whose stack `docker` is deployed. */
interface Project {
  tool(...args: string[]): Promise<string>;
  tryTool(...args: string[]): Promise<Outcome>;
  startTool(...args: string[]): ReturnType<typeof start>;
  remove(): void;
}

/** Instance `cache` in an engine of its own. */
export class Deployment<P extends Project = ComposeProject> {
  private constructor(
    readonly engine: Engine,
    readonly project: P,
    readonly settings: InstanceInput,
  ) {}

  /** As Compose makes it. */
  static start(): Promise<Deployment> {
    return Deployment.of(
      (engine) => Promise.resolve(new ComposeProject(engine.env)),
      async (project, settings) => {
        project.write(settings);
        await project.render();
        await project.up("up", "-d");
      },
    );
  }

  /** As Pulumi makes it. */
  static byPulumi(own: InstanceInput = {}): Promise<Deployment<DockerStack>> {
    return Deployment.of(
      (engine) => DockerStack.create(engine),
      async (project, settings) => {
        Object.assign(settings, own);
        await project.write(settings, { commit: true });
        await project.tool("up", "--yes");
      },
    );
  }

  private static async of<Q extends Project>(
    create: (engine: Engine) => Promise<Q>,
    deploy: (project: Q, settings: InstanceInput) => Promise<void>,
  ): Promise<Deployment<Q>> {
    const minor = serverVersion();
    const engine = await Engine.start();
    let project: Q | undefined;
    try {
      engine.makeImage(`docker.io/library/redis:${minor}`, ["redis-server", "redis-sentinel", "redis-cli"]);
      engine.makeImage("docker.io/library/haproxy:2.6", ["haproxy"]);
      const settings = await settingsOfTest(minor);
      project = await create(engine);
      await deploy(project, settings);
      return new Deployment(engine, project, settings);
    } catch (error) {
      await engine.stop();
      project?.remove();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    this.project.remove();
  }

  /** The container of a node. */
  containerOf(node: string): Promise<string> {
    return this.engine.docker("ps", "-aq", "--filter", `label=redis-cache.node=${node}`);
  }

  /** A field of what the engine knows of a node's container. */
  async inspect(node: string, format: string): Promise<string> {
    return this.engine.docker("inspect", "-f", format, await this.containerOf(node));
  }

  async master(): Promise<string> {
    const shown = await this.project.tool("status", "--json");
    const [{ redis }] = JSON.parse(shown) as [{ redis: { name: string; role?: string }[] }];
    return redis.find(({ role }) => role === "master")!.name;
  }

  /** Waits until another node than this one is master, and all agree. */
  async moved(from: string): Promise<void> {
    const isMoved = async () => (await this.isHealthy()) && (await this.master()) !== from;
    await pWaitFor(isMoved, { interval: 500, timeout: 180_000 });
  }

  async healthy(): Promise<void> {
    await pWaitFor(() => this.isHealthy(), { interval: 500, timeout: 180_000 });
  }

  /** Lets clients write, by the Sentinels and through the proxy, until it has happened and all nodes agree again. */
  async whileWriting(happens: (master: string) => Promise<unknown>): Promise<Noticed> {
    const master = await this.master();
    const loads = (["sentinels", "proxy"] as const).map((way) => this.project.startTool("load", "--through", way));
    await Promise.all(loads.map((load) => load.prints("1 s  ")));
    await happens(master);
    await this.healthy();
    for (const load of loads) load.kill("SIGINT");
    const ends = await Promise.all(loads.map(({ outcome }) => outcome));
    const [sentinels, proxy] = ends.map(({ output }) => output.trim().split("\n").at(-1)!);
    return { sentinels: sentinels!, proxy: proxy! };
  }

  private async isHealthy(): Promise<boolean> {
    return (await this.project.tryTool("status")).exitCode === 0;
  }
}

/** Version of the server on PATH, such as `7.0`. */
export function serverVersion(): string {
  const { version } = testServers().find(({ binary }) => binary === "redis-server")!;
  return version.split(".").slice(0, 2).join(".");
}

/** The process of the server in a container, as this machine has it. */
export async function serverProcess({ engine }: Pick<Deployment, "engine">, container: string): Promise<number> {
  const [, pid] = (await engine.docker("top", container, "-C", "redis-server", "-o", "pid")).split("\n");
  return Number(pid);
}
