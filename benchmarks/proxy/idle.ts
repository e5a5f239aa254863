import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProxyEndpoint } from "../../configs/connection";
import { ask } from "../../cli/health/connect";
import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";
import { viewProxy } from "../../cli/health/proxy";
import { withCleanup } from "../../cli/process/signals";
import { metWithin } from "../../cli/process/wait";
import { UserError } from "../../cli/terminal/errors";
import { pathsOf } from "../../providers/local/folder";
import { processesIn } from "../../providers/local/processes";
import { waitReady } from "../failover/instance";
import type { LocalStack } from "../failover/local-stack";
import { kilobytesIn, readOrEmpty } from "../failover/processes";
import type { Figure } from "../figures";
import { freePorts } from "../free-ports";
import { HeldClients } from "./held-clients";
import type { Tell } from "./parts";

/** Idle clients of two processes of the proxy, and what each takes of their memory. */
export async function measureIdle(stack: LocalStack, count: number, tell: Tell): Promise<Figure[]> {
  const { instance, nodeFolder } = stack;
  const master = await waitReady(instance);
  const first = { folder: nodeFolder(instance.proxy!.name), proxy: instance.proxy! };
  return withSecondProcess(instance, first.folder, async (second) => {
    const processes = [first, second];
    const before = processes.map(({ folder }) => kilobytesOf(folder));
    const clients = processes.map(({ proxy: { host, port } }) => new HeldClients({ host, port }, instance.connection));
    try {
      const held: number[] = [];
      for (const client of clients) {
        tell(`${count} idle connections to a process of the proxy`);
        await client.open(count);
      }
      for (const client of clients) held.push(await client.answering());
      await noneClosed(instance, master);
      const grown = processes.map(({ folder }, i) => (kilobytesOf(folder) - before[i]!) / count);
      return [
        {
          what: `idle connections that answer, of each of two processes`,
          values: held,
          unit: "connections",
          goal: { atLeast: count },
        },
        { what: "memory of a process for each of them", values: grown, unit: "kB", goal: { atMost: 20 } },
      ];
    } finally {
      for (const client of clients) client.close();
    }
  });
}

/** Those that Redis or a move of the master has closed say nothing of the proxy. */
async function noneClosed(instance: DeployedInstance, master: Endpoint): Promise<void> {
  const now = await waitReady(instance);
  if (now.name !== master.name) throw new UserError("The master has moved meanwhile, which closes all connections.");
  const stats = await ask(master, instance, "ops", (client) => client.info("stats"));
  const closed = Number(/^evicted_clients:(\d+)/m.exec(stats)?.[1]);
  if (closed > 0) throw new UserError(`Redis has closed ${closed} of them, for want of memory for clients.`);
}

/** Of all processes of a folder; shared pages counted by their share. */
function kilobytesOf(folder: string): number {
  return processesIn(folder).reduce((sum, { pid }) => {
    const rollup = readOrEmpty(`/proc/${pid}/smaps_rollup`);
    return rollup ? sum + kilobytesIn(rollup, "Pss") : sum;
  }, 0);
}

interface ProxyProcess {
  folder: string;
  proxy: ProxyEndpoint;
}

/** On this machine the stack has one; another has the same files on ports of its own. */
async function withSecondProcess<T>(
  instance: DeployedInstance,
  first: string,
  work: (second: ProxyProcess) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-proxy-"));
  const port = await freePorts(3);
  const proxy = { ...instance.proxy!, name: "second-proxy", port, readPort: port + 1, healthPort: port + 2 };
  const [paths, own] = [pathsOf(first), pathsOf(folder)];
  for (const name of ["config", "scripts", "secrets", "tls"] as const) {
    cpSync(paths[name], own[name], { recursive: true });
  }
  writeFileSync(join(own.config, "haproxy.cfg"), movedPorts(join(paths.config, "haproxy.cfg"), instance.proxy!, proxy));
  const child = spawn("sh", [join(own.scripts, "haproxy.sh")], {
    env: {
      PATH: process.env.PATH,
      NODE_NAME: proxy.name,
      BIND: proxy.host,
      CONFIG_DIR: own.config,
      RUN_DIR: own.run,
      SCRIPTS_DIR: own.scripts,
      SECRETS_DIR: own.secrets,
      TLS_DIR: own.tls,
    },
    stdio: "ignore",
    detached: true,
  });
  const end = () => {
    child.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  };
  return withCleanup(end, async () => {
    await once(child, "spawn");
    const ready = async () => (await viewProxy(proxy, instance).catch(() => undefined))?.open === true;
    if (!(await metWithin(10_000, ready, 100))) throw new UserError("The second process of the proxy is not ready.");
    return work({ folder, proxy });
  });
}

function movedPorts(file: string, from: ProxyEndpoint, to: ProxyEndpoint): string {
  return (["port", "readPort", "healthPort"] as const).reduce(
    (text, name) => text.replace(`\${BIND}:${from[name]}"`, `\${BIND}:${to[name]}"`),
    readFileSync(file, "utf8"),
  );
}
