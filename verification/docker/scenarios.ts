import { readFileSync } from "node:fs";
import { serverProcess } from "../../tests/support/docker/deployment";
import { deployedMaster, type InDocker, movedFrom, settled } from "./in-docker";

/** Something that happens to the instance while clients write. */
export interface Scenario {
  name: string;
  words: string;
  /** Whether the master has to be one for a while. */
  needsRest?: boolean;
  /** Resolves when it is over, as far as it ends by itself. */
  cause: (docker: InDocker, master: string) => Promise<void>;
}

export const scenarios: readonly Scenario[] = [
  {
    name: "failover",
    words: "`redis-cache failover`",
    cause: async ({ stack }) => void (await stack.tool("failover", "--yes")),
  },
  {
    name: "stop",
    words: "`docker stop` of the master's container, then `docker start`",
    cause: async ({ engine, idOf }, master) => {
      await engine.docker("stop", await idOf(master));
      await engine.docker("start", await idOf(master));
    },
  },
  {
    name: "server",
    words: "`kill -9` of the master's server",
    needsRest: true,
    cause: async (docker, master) => {
      process.kill(await serverProcess(docker, await docker.idOf(master)), "SIGKILL");
      await movedFrom(docker, master);
    },
  },
  {
    name: "container",
    words: "`kill -9` of the first process of its container",
    needsRest: true,
    cause: async (docker, master) => {
      const pid = await docker.engine.docker("inspect", "-f", "{{.State.Pid}}", await docker.idOf(master));
      process.kill(Number(pid), "SIGKILL");
      await movedFrom(docker, master);
    },
  },
  {
    name: "memory",
    words: "its container out of memory: the kernel kills the server",
    needsRest: true,
    cause: async (docker, master) => {
      // Memory of a script counts for no maxmemory; equal strings would be one.
      const taken = 'local t = {} for i = 1, 4096 do t[i] = string.rep(string.format("%08d", i), 131072) end return 1';
      await docker.asApplication(master, (client) => client.eval(taken, 0)).catch(() => undefined);
      await movedFrom(docker, master);
      const killed = await docker.engine.docker("inspect", "-f", "{{.State.OOMKilled}}", await docker.idOf(master));
      if (killed !== "true") throw new Error("the kernel has killed nothing: the script did not take enough");
    },
  },
  {
    name: "pause",
    words: "`docker pause` of the master until another is, then `unpause`",
    cause: async (docker, master) => {
      await docker.engine.docker("pause", await docker.idOf(master));
      await movedFrom(docker, master, { withoutIt: true });
      await docker.engine.docker("unpause", await docker.idOf(master));
    },
  },
  {
    name: "network",
    words: "the master's container off the network until another is master, then on it again",
    cause: async (docker, master) => {
      const id = await docker.idOf(master);
      const address = docker.addressOf(master);
      await docker.engine.docker("network", "disconnect", "-f", docker.network, id);
      await movedFrom(docker, master, { withoutIt: true });
      await docker.engine.docker("network", "connect", "--ip", address, "--alias", master, docker.network, id);
    },
  },
  {
    name: "engine-term",
    words: "the engine ends by SIGTERM in a failover, and starts again",
    cause: (docker) => engineEnds(docker, "TERM"),
  },
  {
    name: "engine-kill",
    words: "the engine ends by SIGKILL in a failover, and starts again",
    cause: (docker) => engineEnds(docker, "KILL"),
  },
  {
    name: "roll",
    words: "`up` with another `memory.limit`: all of Redis anew",
    cause: async ({ stack, settings }) => {
      const limit = readFileSync(`${stack.directory}/Pulumi.docker.yaml`, "utf8").includes("288Mi") ? "256Mi" : "288Mi";
      await stack.write({ ...settings, memory: { ...settings.memory, limit } });
      await stack.tool("up", "--yes");
    },
  },
];

/** `docker exec` of the tool may end with the engine: the script in the container goes on with the hand-over. */
async function engineEnds(docker: InDocker, signal: "TERM" | "KILL"): Promise<void> {
  const from = await deployedMaster(docker);
  const failover = docker.stack.startTool("failover", "--yes");
  await failover.prints("✔ Checks");
  await docker.engine.restart(signal);
  await failover.outcome;
  await settled(docker, from);
}
