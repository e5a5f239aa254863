import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../cli/terminal/errors";
import { ask } from "../../cli/health/connect";
import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";
import { which } from "../../cli/process";
import { missingCertificates } from "../../cli/secrets/certificates";
import { withCleanup } from "../../cli/process/signals";
import type { TlsSecrets } from "../../configs";
import { freePorts } from "../free-ports";
import { plainRedisConf, plainSentinelConf } from "./plain-conf";

/** redis-server and redis-sentinel alone, three of each, as charts without scripts of their own run them. */
export interface PlainInstance {
  folder: string;
  instance: DeployedInstance;
  setDownAfter: (ms: number) => Promise<void>;
  /** SENTINEL FAILOVER at one Sentinel. */
  failOver: () => Promise<void>;
  killServer: (node: Endpoint) => Promise<void>;
  /** Starts a killed node as a replica of the master there is now. */
  startReplica: (node: Endpoint) => Promise<void>;
}

/** Starts the instance, works with it, and ends it, also when it is interrupted. */
export async function withPlainInstance<T>(tls: boolean, work: (plain: PlainInstance) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-plain-"));
  const servers = new Map<string, ChildProcess>();
  const end = () => {
    for (const server of servers.values()) server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  return withCleanup(end, async () => {
    const instance = await describeInstance(tls);
    writeFiles(folder, instance);
    const start = (node: Endpoint, ...args: string[]) => servers.set(node.name, startServer(folder, node, args));
    for (const node of instance.redis) start(node);
    for (const node of instance.sentinels) start(node, "--sentinel");
    return work({ folder, instance, ...actions(instance, servers, start) });
  });
}

type Start = (node: Endpoint, ...args: string[]) => void;

function actions(instance: DeployedInstance, servers: Map<string, ChildProcess>, start: Start) {
  const { masterName, sentinels } = instance;
  const tell = (sentinel: Endpoint, ...words: string[]) =>
    ask(sentinel, instance, "ops", (client) => client.call("SENTINEL", words));
  return {
    setDownAfter: async (ms: number) => {
      await Promise.all(
        sentinels.map((sentinel) => tell(sentinel, "SET", masterName, "down-after-milliseconds", `${ms}`)),
      );
    },
    failOver: async () => void (await tell(sentinels[0]!, "FAILOVER", masterName)),
    killServer: async ({ name }: Endpoint) => {
      const server = servers.get(name)!;
      const exit = once(server, "exit");
      server.kill("SIGKILL");
      await exit;
    },
    startReplica: async (node: Endpoint) => {
      const [host, port] = (await tell(sentinels[0]!, "GET-MASTER-ADDR-BY-NAME", masterName)) as [string, string];
      start(node, "--replicaof", `${host} ${port}`);
    },
  };
}

async function describeInstance(tls: boolean): Promise<DeployedInstance> {
  const host = "127.0.0.1";
  const [redisPort, sentinelPort] = [await freePorts(3), await freePorts(3)];
  const nodes = (kind: string, port: number) =>
    [0, 1, 2].map((index) => ({ name: `${kind}-${index}`, host, port: port + index }));
  const sentinels = nodes("sentinel", sentinelPort);
  const certificate = tls ? ((await missingCertificates([host], undefined)) as TlsSecrets) : undefined;
  const password = randomBytes(16).toString("hex");
  const masterName = "plain";
  const login = { username: "app", password, ca: certificate?.ca };
  return {
    ...{ name: masterName, masterName, tls, redis: nodes("redis", redisPort), sentinels, certificate },
    connection: { url: "", sentinels, masterName, ...login },
    opsPassword: password,
  };
}

function writeFiles(folder: string, instance: DeployedInstance): void {
  const { redis, sentinels, connection, certificate } = instance;
  const files = { "ca.crt": connection.ca, "tls.crt": certificate?.cert, "tls.key": certificate?.key };
  for (const [name, text] of Object.entries(files)) if (text) writeFileSync(join(folder, name), text, { mode: 0o600 });
  for (const node of [...redis, ...sentinels]) {
    mkdirSync(join(folder, node.name));
    const render = redis.includes(node) ? plainRedisConf : plainSentinelConf;
    writeFileSync(join(folder, node.name, "server.conf"), render(node, instance), { mode: 0o600 });
  }
}

function startServer(folder: string, { name }: Endpoint, args: string[]): ChildProcess {
  // Ctrl-C is for the benchmark, which ends its servers.
  return spawn(installedServer(), ["server.conf", ...args], {
    cwd: join(folder, name),
    stdio: "ignore",
    detached: true,
  });
}

function installedServer(): string {
  const server = which("redis-server");
  if (!server) throw new UserError("redis-server is not on PATH.", "`redis-cache up` installs it.");
  return server;
}
