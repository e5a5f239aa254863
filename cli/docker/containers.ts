import { masterLabel, nodeLabel } from "../../components/docker";
import type { StackSettings } from "../../configs";
import { docker } from "./engine";

/** A container of an instance, whoever has made it. */
export interface FoundContainer {
  id: string;
  /** Name of the node. */
  node: string;
  running: boolean;
  /** Folders of the host by the path where the container finds them. */
  mounts: Record<string, string>;
}

/** The containers of an instance by the name under which its Sentinels know the master; the stopped ones too. */
export async function findContainers(masterName: string): Promise<FoundContainer[]> {
  const ids = (await docker(["ps", "-aq", "--no-trunc", "--filter", `label=${masterLabel}=${masterName}`])).split("\n");
  const known = ids.filter(Boolean);
  if (known.length === 0) return [];
  return (JSON.parse(await docker(["inspect", ...known])) as Inspected[]).map(found);
}

/** Names of the nodes of a stack that run in this engine. */
export async function runningContainers({ platform, namespace, instances }: StackSettings): Promise<string[]> {
  if (platform !== "docker") return [];
  const all = await Promise.all(Object.keys(instances).map((name) => findContainers(`${namespace}-${name}`)));
  return all.flat().flatMap(({ node, running }) => (running ? [node] : []));
}

interface Inspected {
  Id: string;
  State: { Running: boolean };
  Config: { Labels: Record<string, string> };
  Mounts: { Type: string; Source: string; Destination: string }[];
}

function found({ Id, State, Config, Mounts }: Inspected): FoundContainer {
  const folders = Mounts.filter(({ Type }) => Type === "bind");
  return {
    id: Id,
    node: Config.Labels[nodeLabel] ?? "",
    running: State.Running,
    mounts: Object.fromEntries(folders.map(({ Source, Destination }) => [Destination, onHost(Source)])),
  };
}

/** Docker Desktop shows folders of the host as its virtual machine has them. */
function onHost(path: string): string {
  return path.replace(/^\/host_mnt(?=\/)/, "");
}
