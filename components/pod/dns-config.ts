/**
 * Sentinel resolves names while everything else in it waits: full names are asked for once, and not for long (HA rule
 * 2.8).
 */
export const dnsConfig = { options: [option("ndots", "1"), option("timeout", "1"), option("attempts", "2")] };

function option(name: string, value: string) {
  return { name, value };
}
