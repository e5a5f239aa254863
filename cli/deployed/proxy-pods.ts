import { proxyPodLabels } from "../../components/pod/labels";
import type { InstanceContext } from "../../configs";
import type { ProxyEndpoint } from "../../configs/connection";
import { endpointsOf } from "../../configs/connection";
import type { Place } from "../kubernetes/kubectl";
import { kubectl } from "../kubernetes/kubectl";
import type { ForwardTarget } from "../kubernetes/port-forwards";

/** The pods of an instance's proxy; undefined where it has none. */
export async function proxyProcesses(place: Place, context: InstanceContext): Promise<ProxyEndpoint[] | undefined> {
  const { proxy } = endpointsOf(context);
  if (!proxy) return undefined;
  const selector = Object.entries(proxyPodLabels(context)).map(([label, value]) => `${label}=${value}`);
  const pods = JSON.parse(await kubectl(place, ["get", "pods", "-l", selector.join(","), "-o", "json"])) as PodList;
  // Those that end let their last clients leave, and are asked no more.
  const names = pods.items.flatMap(({ metadata: { name, deletionTimestamp } }) => (deletionTimestamp ? [] : [name]));
  // By the pod's name, which no other address in the cluster has.
  return names.sort().map((name) => ({ ...proxy, name, host: name }));
}

interface PodList {
  items: { metadata: { name: string; deletionTimestamp?: string } }[];
}

/** What has to be reached: clients use the Service, which leads to any pod, and each pod is asked for itself. */
export function proxyTargets(
  proxy: ProxyEndpoint | undefined,
  processes: readonly ProxyEndpoint[] = [],
): ForwardTarget[] {
  if (!proxy) return [];
  const { name, host, port, readPort } = proxy;
  return [
    ...[port, readPort].map((at) => ({ object: `service/${name}`, host, port: at })),
    ...processes.map((one) => ({ object: `pod/${one.name}`, host: one.host, port: one.healthPort })),
  ];
}
