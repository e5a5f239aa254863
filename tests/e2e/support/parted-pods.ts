import type { Installation } from "../../../benchmarks/cluster/installation";
import { get } from "../../../benchmarks/cluster/kubectl";
import type { NodeAgent } from "../../../benchmarks/cluster/node-agent";

/** Names of an installation's pods by what they are. */
export interface PodNames {
  nodes: string[];
  sentinels: string[];
  proxies: string[];
}

/** The pods of an installation, whose network is cut by their addresses on the node that they run on. */
export class PartedPods {
  constructor(
    private readonly agent: NodeAgent,
    private readonly installation: Installation,
  ) {}

  async names(): Promise<PodNames> {
    const all = Object.keys(await this.addresses());
    const like = (names: RegExp) => all.filter((pod) => names.test(pod));
    return {
      nodes: like(/^cache-(master|replica)-\d+$/),
      sentinels: like(/^cache-sentinel-\d+$/),
      proxies: like(/^cache-proxy-/),
    };
  }

  /** Both ways; returns what mends it. */
  async cut(one: readonly string[], other: readonly string[]): Promise<() => Promise<void>> {
    const all = await this.addresses();
    return this.agent.cut(one.flatMap((a) => other.map((b) => [all[a]!, all[b]!] as const)));
  }

  /** Of each pod. */
  async addresses(): Promise<Record<string, string>> {
    const { items } = await get<{ items: Pod[] }>(this.installation.namespace, "pods");
    return Object.fromEntries(items.map(({ metadata, status }) => [metadata.name, status.podIP]));
  }
}

interface Pod {
  metadata: { name: string };
  status: { podIP: string };
}
