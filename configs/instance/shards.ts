import type { Instance } from "../settings/instance";

type Instances = Readonly<Record<string, Instance>>;

/** The names of the instances among which the Twemproxy of this one shares out keys, itself first; none without one. */
export function shardNames(name: string, { proxy: { kind, shards } }: Pick<Instance, "proxy">): string[] {
  return kind === "twemproxy" ? [name, ...shards] : [];
}

/** The instances whose Twemproxy leads to this one; more than one is refused. */
export function ownersOf(name: string, instances: Instances): string[] {
  return Object.keys(instances).filter((owner) => shardNames(owner, instances[owner]!).includes(name));
}
