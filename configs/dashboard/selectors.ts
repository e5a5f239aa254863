/** Series of the chosen nodes, of all Redis nodes of the chosen instance, of its Sentinels, of its proxy. */
export const ofNode = selector("$node");
export const ofAnyNode = selector("$instance-(master|replica)-[0-9]+");
export const ofSentinel = selector("$instance-sentinel-[0-9]+");
export const ofProxy = selector("$instance-proxy(-[a-z0-9]+-[a-z0-9]+)?");

type Select = (metric: string, ...labels: string[]) => string;

function selector(pods: string): Select {
  return (metric, ...labels) => `${metric}{${['namespace="$namespace"', `pod=~"${pods}"`, ...labels].join(", ")}}`;
}

/** By pod, whatever other labels a scrape adds. */
export const byPod = (aggregation: "max" | "min" | "sum", expr: string) => `${aggregation} by (pod) (${expr})`;

/** A second, over a range that fits the interval of scrapes. */
export const rate = (series: string) => `rate(${series}[$__rate_interval])`;

/** In the same range. */
export const increase = (series: string) => `increase(${series}[$__rate_interval])`;

/** What the master's script and the jobs note: it is 0 before there is anything to say. */
export const ofNote = (name: string) => `max(${ofAnyNode("redis_key_value", `key="redis-cache:${name}"`)} > 0)`;
