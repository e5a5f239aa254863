import type { Demand, Shape, ShapeKind } from "../../capacity";
import type { Engine, Version } from "../../configs";
import { redisVersions, valkeyVersions } from "../../configs/settings/server";
import { UserError } from "../terminal/errors";

export interface PlanOptions {
  keys?: number;
  shape: ShapeKind;
  value: number;
  keyLength: number;
  elements?: number;
  field: number;
  expiring: number;
  ops: number;
  writes: number;
  clients: number;
  /** In ms. */
  outage: number;
  growth: number;
  memoryOnly?: boolean;
}

/** What the options ask for; throws where no such keys can be. */
export function demandOf(options: PlanOptions): Demand {
  return {
    shape: shapeOf(options),
    opsPerSecond: options.ops,
    writeShare: share("--writes", options.writes),
    clients: options.clients,
    outageSeconds: options.outage / 1000,
    growth: options.growth,
    persistent: !options.memoryOnly,
  };
}

/** Elements of a key, where nobody has said how many. */
const usualElements = 10;

function shapeOf(options: PlanOptions): Shape {
  const { keys, shape: kind, value, keyLength, field } = options;
  if (!keys) throw new UserError("--keys: how many keys there are to be is missing.", "Give it a number, such as 10M.");
  const elements = kind === "strings" ? 1 : (options.elements ?? usualElements);
  if (elements < 1)
    throw new UserError(`--elements ${elements}: a key without elements is no key.`, "Give it 1 or more.");
  longEnough("--key-length", keyLength, keys);
  if (kind === "sets" || kind === "zsets") longEnough("--value", value, elements);
  if (kind === "hashes") longEnough("--field", field, elements);
  const expiring = share("--expiring", options.expiring);
  return {
    kind,
    keys,
    keyBytes: keyLength,
    valueBytes: Math.max(1, value),
    elements,
    fieldBytes: Math.max(1, field),
    expiring,
  };
}

/** A letter, and enough digits of base 36 to tell all of them apart. */
function longEnough(option: string, length: number, count: number): void {
  const least = 1 + (count - 1).toString(36).length;
  if (length >= least) return;
  throw new UserError(
    `${option} ${length}: so many names as ${count} cannot all differ in that.`,
    `Give it ${least} or more.`,
  );
}

function share(option: string, value: number): number {
  if (value <= 1) return value;
  throw new UserError(`${option} ${value}: a share is between 0 and 1.`, "Write 0.2 or 20%, for example.");
}

/** The server that is meant, by --redis or --valkey. */
export function serverMeant({ redis, valkey }: { redis?: string; valkey?: string }): {
  engine: Engine;
  version: Version;
} {
  const [engine, version, known] =
    valkey === undefined
      ? (["redis", redis ?? "8.2", redisVersions] as const)
      : (["valkey", valkey, valkeyVersions] as const);
  const found = (known as readonly string[]).find((one) => one === version);
  if (found === undefined)
    throw new UserError(
      `--${engine} ${version}: the settings do not know that version.`,
      `Known are: ${known.join(", ")}.`,
    );
  return { engine, version: found as Version };
}
