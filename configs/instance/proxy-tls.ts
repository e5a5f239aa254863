import type { ParsedInstance } from "../settings/instance";

type Settings = Pick<ParsedInstance, "tls" | "proxy">;

/** Whether the proxy alone has TLS: clients speak it with the proxy, and nobody with the nodes. */
export function isAtProxyAlone({ tls, proxy }: Settings): boolean {
  return !tls.enabled && proxy.kind !== "none" && proxy.tls === "terminate";
}

/** Whether the proxy speaks TLS with clients itself, and not the nodes through it. */
export function endsAtProxy(settings: Settings): boolean {
  return isAtProxyAlone(settings) || isEndToEnd(settings);
}

/** Whether the proxy speaks TLS with clients, and once more with nodes. */
export function isEndToEnd({ tls, proxy }: Settings): boolean {
  return tls.enabled && proxy.kind !== "none" && proxy.tls === "endToEnd";
}

/** Whether the instance has certificates: those of all nodes and the proxy, or of the proxy alone. */
export function usesCertificates(settings: Settings): boolean {
  return settings.tls.enabled || isAtProxyAlone(settings);
}
