import * as fc from "fast-check";
import { parseStack, SettingsError, type StackInput, type StackSettings } from "../../configs";
import { isObject, layOver } from "../../configs/schema/merge";
import { type SettingEntry, settingsOf } from "../../configs/schema/walk";
import { instanceSchema } from "../../configs/settings/instance";
import { stackSchema } from "../../configs/settings/stack";

/** What a search over all settings came to. */
export interface Search {
  tried: number;
  /** What ended in something else than findings for people: property, value, error. */
  broken: string[];
  /** Stacks that together have every value that was accepted. */
  stacks: { input: StackInput; settings: StackSettings }[];
}

export interface SearchOptions {
  seed: number;
  valuesEach: number;
  base: StackInput;
  /** Names of settings and groups that stay those of the base in the stacks. */
  fixed: readonly string[];
}

/** Tries values of many kinds for each setting, alone and beside those of others. */
export function searchSettings({ seed, valuesEach, base, fixed }: SearchOptions): Search {
  const search: Search = { tried: 0, broken: [], stacks: [] };
  const accepted: object[][] = [];
  for (const entry of everySetting()) {
    const values = fc.sample(valuesFor(entry), { seed, numRuns: valuesEach });
    search.tried += values.length;
    const inputs = distinct(values)
      .map((value) => inputAt(entry.path, value))
      .filter((input) => attempt(layOver(base, input) as StackInput, search));
    if (!entry.path.some((key) => fixed.includes(key))) accepted.push(inputs);
  }
  const rounds = Math.max(...accepted.map(({ length }) => length));
  for (let round = 0; round < rounds; round++) search.stacks.push(combine(base, accepted, round, search));
  return search;
}

function everySetting(): SettingEntry[] {
  const ofInstance = settingsOf(instanceSchema).map((entry) => ({
    ...entry,
    path: ["instances", "cache", ...entry.path],
  }));
  return [...settingsOf(stackSchema).filter(({ path }) => path[0] !== "instances"), ...ofInstance];
}

/** As many accepted values as go together: one of each setting. */
function combine(base: StackInput, accepted: object[][], round: number, search: Search): Search["stacks"][number] {
  let [input, settings] = [base, parseStack(base)];
  for (const values of accepted) {
    const value = values[round % values.length];
    if (!value) continue;
    const more = layOver(input, value as Record<string, unknown>) as StackInput;
    const parsed = attempt(more, search);
    if (parsed) [input, settings] = [more, parsed];
  }
  return { input, settings };
}

function attempt(input: StackInput, search: Search): StackSettings | undefined {
  try {
    return parseStack(input);
  } catch (error) {
    if (!(error instanceof SettingsError) || error.findings.length === 0) {
      search.broken.push(`${JSON.stringify(input)}: ${(error as Error).stack ?? String(error)}`);
    }
    return undefined;
  }
}

function inputAt(path: readonly string[], value: unknown): Record<string, unknown> {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value) ?? String(value), value])).values()];
}

/** Right ones, such with a mistake in them, and such of any other kind. */
function valuesFor({ schema, meta }: SettingEntry): fc.Arbitrary<unknown> {
  const right = [meta.example, ...optionsOf(schema)].filter((value) => value !== undefined);
  const known = right.length > 0 ? [{ weight: 3, arbitrary: fc.constantFrom(...right) }] : [];
  const mistaken = right.filter((value) => typeof value === "string").map((value) => withMistake(value));
  return fc.oneof(
    { weight: 2, arbitrary: ofAnyKind },
    { weight: 3, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.constantFrom(...quantities) },
    ...known,
    ...(mistaken.length > 0 ? [{ weight: 2, arbitrary: fc.oneof(...mistaken) }] : []),
  );
}

/** The values of an enum. */
function optionsOf(schema: unknown): unknown[] {
  if (!isObject(schema)) return [];
  const { options, unwrap } = schema as { options?: unknown; unwrap?: () => unknown };
  if (Array.isArray(options)) return options.filter((option) => ["string", "number"].includes(typeof option));
  return typeof unwrap === "function" ? optionsOf(unwrap.call(schema)) : [];
}

/** A letter too many, too few, in upper case, or a space or a line break. */
function withMistake(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat({ max: text.length }), fc.constantFrom(" ", "\n", "-", "_", ".", "é", "0", "A", ""))
    .map(([at, letter]) => `${text.slice(0, at)}${letter}${text.slice(letter === "" ? at + 1 : at)}`);
}

const ofAnyKind: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.string(),
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.array(fc.string({ maxLength: 8 }), { maxLength: 3 }),
  fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string({ maxLength: 8 }), fc.integer()), { maxKeys: 3 }),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY, new Date(0), [], {}, [[]], [null], -0),
);

const words = [
  ...["", " ", "a", "A", "x".repeat(64), "x".repeat(300), "1abc", "abc-", "-abc", "a..b", "a_b", "a/b", "a b", "ä"],
  ...["yes", "no", "on", "off", "true", "none", "null", "~", "*", "-", "__proto__", "constructor", "toString"],
  ...[
    "a\nb",
    "a\rb",
    "a\tb",
    "a\u0000b",
    "a\u2028b",
    "\ud800",
    "🙂",
    `"`,
    "'",
    "\\",
    "$(id)",
    "${HOME}",
    "`id`",
    "#",
    "a#b",
  ],
  ...["/", "/data", "../data", "~/data", "C:\\data", "kube-system", "default", "redis", "cache", "app", "ops"],
  ...[
    "127.0.0.1",
    "::1",
    "[::1]:6379",
    "host:6379",
    "host:99999",
    "redis://host:6379",
    "http://",
    "https://u:p@host/x",
  ],
  ...[
    "http://minio:9000",
    "https://[fd00::1]:9000/s3",
    "s3://bucket",
    "eu-central-1",
    "us_east_1",
    "arn:aws:iam::1:role/r",
  ],
  ...["arn:aws:iam::123456789012:role/backup", "alias/key", "redis:8.2", "redis:latest", "REDIS:8", "redis@sha256:abc"],
  ...["docker.io/library/redis:8.2", "registry:5000/a/b:c", `sha256:${"0".repeat(64)}`, "8.2", "7", "9.9"],
  ...[
    "* * * * *",
    "0 3 * * *",
    "0 3 * * 7",
    "0 25 * * *",
    "0 0 31 2 *",
    "@daily",
    "@every 1h",
    "TZ=UTC 0 3 * * *",
    "0 3 * *",
  ],
  ...[
    "Europe/Berlin",
    "europe/berlin",
    "UTC",
    "GMT+1",
    "2026-01-01",
    "2026-02-30T00:00:00Z",
    "2026-01-01T03:00:00Z",
    "latest",
  ],
];

const quantities = [
  ...[0, 1, 2, 3, 5, 7, 16, 100, 1000, 1024, 6379, 10_000, 65_535, 65_536, 2 ** 31, 2 ** 53, -1, 0.5, 0.75, 1.5, 1e21],
  ...[
    "0",
    "1",
    "100m",
    "0.5",
    "1.5",
    "2",
    "1e3",
    "0x10",
    "1_000",
    "1Ki",
    "512Mi",
    "4.5Gi",
    "1Gi",
    "64Gi",
    "1G",
    "1GB",
    "1 Gi",
  ],
  ...[
    "0s",
    "1ms",
    "500ms",
    "1s",
    "5s",
    "10s",
    "60s",
    "1m",
    "1h",
    "1d",
    "365d",
    "1.5h",
    "5 s",
    "PT5S",
    "5sec",
    "999999999d",
  ],
];
