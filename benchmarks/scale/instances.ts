import type { InstanceInput } from "../../configs";
import type { DeployedInstance } from "../../cli/health/deployed";
import { nodesFolder, readInstances, runTool, withStackCopy } from "../failover/local-stack";
import { freePorts } from "../free-ports";
import type { SettingsChange } from "../project-copy";

/** Several small instances as stack `local` of a copy of the project. */
export interface Instances {
  /** Of the copy. */
  folder: string;
  /** Of the nodes. */
  nodes: string;
  /** By their names. */
  deployed: DeployedInstance[];
}

/** Works with a copy of the project whose stack `local` has so many instances, and is not deployed yet. */
export async function withCopyOf<T>(count: number, work: (folder: string) => Promise<T>): Promise<T> {
  return withStackCopy(await instancesChange(count), work);
}

/** The same, deployed. */
export async function withInstances<T>(count: number, work: (instances: Instances) => Promise<T>): Promise<T> {
  return withCopyOf(count, async (folder) => {
    await runTool(folder, "up");
    return work({ folder, nodes: nodesFolder(folder), deployed: await readInstances(folder) });
  });
}

const portsEach = 10;

/** All ports at once: nothing holds those that an earlier search has found. */
async function instancesChange(count: number): Promise<SettingsChange> {
  const first = await freePorts(count * portsEach);
  return (settings, place) => {
    const instances = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`cache-${i}`, small(first + i * portsEach)]),
    );
    settings.setIn(place.slice(0, -1), settings.createNode(instances));
  };
}

function small(port: number): InstanceInput {
  return {
    memory: { limit: "256Mi" },
    network: { port, sentinelPort: port + portsEach / 2 },
    storage: { size: "1Gi", keep: false },
  };
}
