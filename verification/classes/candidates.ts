import { rootCertificates } from "node:tls";
import { z } from "zod";
import type { SettingEntry } from "../../configs/schema/walk";
import { bare, metaOf } from "../../configs/schema/walk";

/** Values to change a setting to, from the one that it has; not each of them goes with the other settings. */
export function candidates({ path, schema }: Pick<SettingEntry, "path" | "schema">, current: unknown): unknown[] {
  const type = bare(schema);
  const all = [...written(path), ...(current === undefined ? [] : [undefined]), ...ofType(type, schema, current)];
  return all.filter((value) => value !== current);
}

function ofType(type: z.ZodType, schema: z.ZodType, current: unknown): unknown[] {
  if (type instanceof z.ZodEnum) return type.options;
  if (type instanceof z.ZodLiteral) return [...type.values];
  if (type instanceof z.ZodBoolean) return [true, false];
  if (type instanceof z.ZodNumber) return numbers(current);
  if (type instanceof z.ZodArray) return [["shop"]];
  if (type instanceof z.ZodRecord) return [{ team: "shop" }];
  return texts(metaOf(schema).form, current);
}

function numbers(current: unknown): number[] {
  const value = typeof current === "number" ? current : 1;
  return Number.isInteger(value) ? [value + 1, value + 2, value - 1, 2 * value] : [value + 0.1, value - 0.1];
}

function texts(form: string | undefined, current: unknown): string[] {
  const [, digits, unit] = /^(\d+)(Ki|Mi|Gi|ms|s|m|h|d)?$/.exec(typeof current === "string" ? current : "") ?? [];
  if (digits !== undefined && Number(digits) > 0)
    return [2, 0.5].map((factor) => `${Math.ceil(Number(digits) * factor)}${unit ?? ""}`);
  if (form?.startsWith("size")) return ["64Mi", "256Mi"];
  if (form?.startsWith("duration")) return ["20s"];
  return ["other", `sha256:${"a".repeat(64)}`, "docker.io/library/redis:7.0.15", "http://store.example.com:9000"];
}

/** Where the type alone does not tell what is taken. */
function written(path: readonly string[]): unknown[] {
  return values[path.join(".")] ?? [];
}

const values: Record<string, unknown[]> = {
  "server.image": ["registry.example.com/team/redis-of-ours:1"],
  "persistence.save": [["300 10"]],
  "network.subnet": ["172.30.8.0/24"],
  "monitoring.scrapers": [[{ namespace: "monitoring", podLabels: {} }]],
  "extra.redis": [{ hz: "20" }, { hz: "30" }, { "io-threads": "2" }],
  "extra.sentinel": [{ loglevel: "verbose" }],
  "pods.tolerations": [[{ key: "dedicated", operator: "Exists" }]],
  "pods.securityContext.runAsUser": [20_000, "namespace"],
  "pods.securityContext.runAsGroup": [20_000, "namespace"],
  "pods.securityContext.fsGroup": [20_000, "namespace"],
  "backup.ca": rootCertificates.slice(0, 1),
  "users.NAME.keys": [["orders:*"]],
  "users.NAME.readKeys": [["orders:*"]],
  "users.NAME.writeKeys": [["orders:*"]],
  "users.NAME.channels": [["orders"]],
  "users.NAME.commands": [["+@read"]],
  "users.NAME.grants": [["flushdb"]],
  "users.NAME.login": ["reports-b"],
  instances: [{ cache: {}, more: {} }, { more: {} }],
  users: [{ reports: { readOnly: true } }, { app: { grants: ["flushdb"] } }],
  "backup.kmsKey": ["alias/backups"],
  "backup.schedule": ["30 3 * * *"],
  "backup.drill.schedule": ["30 4 * * 6"],
  "backup.timeZone": ["Europe/Berlin"],
  "restore.from": ["latest", undefined],
};
