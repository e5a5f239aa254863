import type { InstanceContext, NodeAddress } from "../instance/context";

interface ScrapedNode {
  name: string;
  kind: NodeAddress["kind"];
  /** As redis_exporter calls it. */
  url: string;
}

/** The nodes that exist from the start, by whatever TLS has them called. */
export function scrapedNodes({ nodes, settings: { replicas, tls } }: InstanceContext): ScrapedNode[] {
  const all = [nodes.home, ...nodes.replicas.slice(0, replicas.min), ...nodes.sentinels];
  const scheme = tls.enabled ? "rediss" : "redis";
  return all.map(({ name, kind, host, port }) => ({ name, kind, url: `${scheme}://${host}:${port}` }));
}
