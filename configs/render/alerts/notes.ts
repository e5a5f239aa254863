import type { InstanceContext } from "../../instance/context";
import { type Alert, seriesOf } from "./alert";

/** What the master's script notes of its node; a note lasts five minutes. */
export function noteAlerts(context: InstanceContext): Alert[] {
  const { node } = seriesOf(context);
  const note = (name: string) => node("redis_key_value", `key="redis-cache:node:${name}"`);
  const refused: Alert = {
    name: "RedisConfigurationRefused",
    expr: `max(${note("refused")}) > 0`,
    for: "5m",
    severity: "warning",
    summary: "the server has refused {{ $value }} changed values and keeps the old ones",
    runbook: "configuration-refused",
  };
  if (!context.settings.tls.enabled) return [refused];
  return [
    {
      name: "RedisCertificateExpires",
      expr: `(min(${note("certificate-end")}) - time()) / 86400 < 21`,
      for: "10m",
      severity: "warning",
      summary: 'the certificate expires in {{ printf "%.0f" $value }} days',
      runbook: "certificate-expires",
    },
    refused,
  ];
}
