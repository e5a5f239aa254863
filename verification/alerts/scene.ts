import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { freePorts } from "../../benchmarks/free-ports";
import { nodesFolder, readInstances, runTool, toolIn, withStackCopy } from "../../benchmarks/failover/local-stack";
import { instancePlace } from "../../benchmarks/project-copy";
import type { DeployedInstance } from "../../cli/health/deployed";
import { output } from "../../cli/process";
import type { InstanceInput } from "../../configs";

/** Each has a Prometheus and an Alertmanager of its own. */
const names = ["quiet", "clients", "nodes"] as const;

export type InstanceName = (typeof names)[number];

/** So many that a test can have most of them: fewest that the settings take. */
export const maxclients = 100;

/** Stack `local` of a copy of the project, with three small instances. */
export interface Scene {
  instances: Record<InstanceName, DeployedInstance>;
  /** The folder of a node's files. */
  nodeFolder: (node: string) => string;
  /** Of user `app`. */
  passwordOf: (instance: InstanceName) => string;
  /** Runs `redis-cache` with these arguments; fails where it does. */
  tool: (...args: string[]) => Promise<string>;
  /** Writes a setting of instance `quiet` that every node starts again for, and deploys it. */
  rollQuiet: () => Promise<void>;
}

/** Deploys it, works with it, and takes it down. */
export async function withScene<T>(work: (scene: Scene) => Promise<T>): Promise<T> {
  const inputs = await instanceInputs();
  return withStackCopy(
    (settings, place) => settings.setIn(place.slice(0, -1), settings.createNode(inputs)),
    async (folder) => {
      await runTool(folder, "up");
      const deployed = await readInstances(folder);
      const instances = Object.fromEntries(deployed.map((one) => [one.name, one])) as Scene["instances"];
      const nodes = nodesFolder(folder);
      const tool = (...args: string[]) => output(process.execPath, [toolIn(folder), ...args], { cwd: folder });
      return work({
        instances,
        nodeFolder: (node) => join(nodes, node),
        passwordOf: (instance) => readFileSync(join(nodes, `${instance}-master-0`, "secrets", "app"), "utf8"),
        tool,
        async rollQuiet() {
          const file = join(folder, "Pulumi.local.yaml");
          const settings = parseDocument(readFileSync(file, "utf8"));
          settings.setIn([...instancePlace.slice(0, -1), "quiet", "extra", "redis", "databases"], 17);
          writeFileSync(file, settings.toString());
          await runTool(folder, "up");
        },
      });
    },
  );
}

async function instanceInputs(): Promise<Record<InstanceName, InstanceInput>> {
  const portsEach = 13;
  const first = await freePorts(names.length * portsEach);
  const inputs = names.map((name, i) => [name, smallAt(first + i * portsEach)] as const);
  const { quiet, clients, nodes } = Object.fromEntries(inputs) as Record<InstanceName, InstanceInput>;
  return { quiet, clients: { ...clients, network: { ...clients.network, maxclients } }, nodes };
}

function smallAt(port: number): InstanceInput {
  return {
    memory: { limit: "128Mi" },
    network: { port, sentinelPort: port + 4 },
    storage: { size: "1Gi", keep: false },
    monitoring: { server: { port: port + 8 } },
  };
}
