import type { Instance } from "../settings/instance";

interface Place {
  name: string;
  namespace: string;
  settings: Pick<Instance, "network">;
}

const ownObject = /^((master|replica|sentinel)(-\d+)?|nodes|reads|metrics|proxy|proxy-metrics)$/;

/** Whether a host is a pod or a Service of the instance, by whichever of the names that a cluster has for it. */
export function isOwnName(host: string, { name, namespace, settings }: Place): boolean {
  const endings = [`.svc.${settings.network.clusterDomain}`, ".svc", `.${namespace}`, `.${name}-nodes`];
  const short = endings.reduce(withoutEnding, host.toLowerCase().replace(/\.$/, ""));
  return short.startsWith(`${name}-`) && ownObject.test(short.slice(name.length + 1));
}

function withoutEnding(host: string, ending: string): string {
  return host.endsWith(ending) ? host.slice(0, -ending.length) : host;
}
