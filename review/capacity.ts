import { bytes, maxmemoryBytes, type StackSettings } from "../configs";

/** What a stack needs and holds, in bytes. */
export interface Capacity {
  /** Memory of all containers of Redis, Sentinel and proxy. */
  memory: number;
  /** Of all volumes. */
  storage: number;
  /** The most that the data sets may grow to, once for each instance. */
  data: number;
}

export function capacityOf({ platform, instances }: StackSettings): Capacity {
  const sum = (of: (instance: (typeof instances)[string]) => number) =>
    Object.values(instances).reduce((total, instance) => total + of(instance), 0);
  const proxies = ({ proxy: { kind, replicas } }: (typeof instances)[string]) =>
    kind === "none" ? 0 : platform === "kubernetes" ? replicas : 1;
  const nodes = (instance: (typeof instances)[string]) => 1 + instance.replicas.min;
  return {
    memory: sum(
      (one) =>
        nodes(one) * bytes(one.memory.limit) +
        one.sentinel.count * bytes(one.sentinel.memory) +
        proxies(one) * bytes(one.proxy.memory),
    ),
    storage: sum((one) => nodes(one) * bytes(one.storage.size) + one.sentinel.count * bytes(one.sentinel.volume)),
    data: sum(maxmemoryBytes),
  };
}
