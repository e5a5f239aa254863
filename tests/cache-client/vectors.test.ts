import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Breaker, type Permit } from "../../clients/node/src/breaker";
import { codecOf, encodeWith } from "../../clients/node/src/codecs";
import { isEarly, judgeTags, stateOf, waits } from "../../clients/node/src/decisions";
import { decodeEntry, encodeEntry, type Tags, Unreadable } from "../../clients/node/src/entry";
import { CacheError, type FaultKind, kindOfReply, opensBreaker } from "../../clients/node/src/errors";
import { leaseOf, Names } from "../../clients/node/src/keys";
import { millisecondsOf, type Ttl, ttlOf } from "../../clients/node/src/presets";
import { drop, fill } from "../../clients/node/src/scripts";

const clients = join(__dirname, "../../clients");

interface Case {
  name: string;
  in: unknown;
  out?: unknown;
  /** Read of `out`, where that is another value. */
  back?: unknown;
  error?: string;
  path?: string;
  limit?: number;
}

interface Step {
  at: number;
  allow?: "permit" | "probe" | "none";
  as?: string;
  failure?: string;
  success?: string;
  ready?: true;
  random?: number;
  state: string;
}

/** What each file asks for. */
const runs: Record<string, (given: never, one: Case) => unknown> = {
  keys: ({ prefix, version, key, tag }: Record<"prefix" | "version" | "key", string> & { tag?: string }) => {
    const names = new Names(prefix, version);
    if (tag !== undefined) return { tag: names.tag(tag) };
    const entry = names.entry(key);
    return { entry, lease: leaseOf(entry) };
  },
  encode: ({ codec, value, ...header }: Header & { codec: "json" | "bytes"; value: unknown }) =>
    encodeEntry(header, codec, encodeWith(codecOf(codec), spoken(value))).toString("base64"),
  decode: (bytes: string, { limit }) => decoded(bytes, limit),
  ttl: (given: object) => {
    const { stale, jitter, random, ...asked } = spoken(given) as Ttl & Record<"stale" | "jitter" | "random", number>;
    const ttl = ttlOf(asked, jitter)(random);
    return { ttl, expiry: ttl === 0 ? 0 : ttl + millisecondsOf("stale", stale, 0) };
  },
  state: ({ entry, now, stale }: { entry: Header; now: number; stale: number }) => stateOf(entry, now, stale),
  tags: ({ entry, asked, found }: { entry: Tags; asked: string[]; found: Tags }) => {
    const { counts, missing } = judgeTags(entry, asked, found);
    return { counts, missing: missing.sort() };
  },
  early: ({ now, random, ...header }: Header & { now: number; random: number }) => isEarly(header, now, random),
  breaker: ({ breakMs, steps }: { breakMs: number; steps: Step[] }) => {
    expect(statesOf(breakMs, steps)).toEqual(steps.map((step) => step.state));
    return {};
  },
  errors: ({ reply }: { reply: string }) => {
    const kind: FaultKind = kindOfReply(reply);
    return { kind, opens: opensBreaker(kind) };
  },
  wait: ({ randoms }: { randoms: number[] }) => {
    const left = [...randoms];
    const delays = waits(() => left.shift()!);
    return randoms.map(() => Number(delays.next().value.toFixed(6)));
  },
};

interface Header {
  stored: number;
  ttl: number;
  load: number;
  tags: Tags;
}

const files = readdirSync(join(clients, "vectors")).filter((name) => name.endsWith(".json"));

test("there is a test for each file", () => {
  expect(files.map((name) => name.replace(".json", "")).sort()).toEqual(Object.keys(runs).sort());
});

describe.each(Object.entries(runs))("vectors of %s", (file, run) => {
  it.each(casesOf(file).map((one) => [one.name, one] as const))("%s", (_, one) => {
    if (one.error === undefined) return expect(run(one.in as never, one)).toEqual(spoken(one.out));
    const thrown = errorOf(() => run(one.in as never, one));
    expect(thrown).toMatchObject({ kind: one.error });
    if (one.path) expect(thrown.message).toContain(`${one.path} is `);
  });
});

it.each(
  casesOf("encode")
    .filter((one) => !one.error)
    .map((one) => [one.name, one] as const),
)("reads %s back", (_, one) => {
  const { codec, value: given, tags, stored, ttl, load } = one.in as Header & { codec: string; value: unknown };
  const value = "back" in one ? one.back : spoken(given);
  expect(decoded(one.out as string)).toEqual({ codec, stored, ttl, load, tags, value });
});

it("has the scripts that all clients have", () => {
  for (const [name, { text }] of Object.entries({ fill, drop })) {
    const shared = readFileSync(join(clients, `scripts/${name}.lua`), "utf8");
    expect(text).toBe(shared.replace(/^--.*\n/gm, ""));
  }
});

function casesOf(file: string): Case[] {
  return (JSON.parse(readFileSync(join(clients, `vectors/${file}.json`), "utf8")) as { cases: Case[] }).cases;
}

function decoded(base64: string, limit = 1e6): unknown {
  const bytes = Buffer.from(base64, "base64");
  try {
    const { value, ...header } = decodeEntry(bytes, codecOf(), limit);
    const codec = /^1 ([a-z]+)/.exec(bytes.toString("latin1"))![1];
    return { codec, ...header, tags: { ...header.tags }, value };
  } catch (error) {
    expect(error).toBeInstanceOf(Unreadable);
    return { unreadable: true };
  }
}

function statesOf(breakMs: number, steps: Step[]): string[] {
  const breaker = new Breaker(breakMs);
  const permits: Record<string, Permit> = {};
  return steps.map(({ at, allow, as, failure, success, random, ready }) => {
    if (allow) {
      const permit = breaker.allow(() => at);
      expect(permit ? (permit.probe ? "probe" : "permit") : "none").toBe(allow);
      if (permit) permits[as!] = permit;
    }
    if (failure) breaker.failure(permits[failure]!, at, random!);
    if (success) breaker.success(permits[success]!);
    if (ready) breaker.ready(at);
    return breaker.state;
  });
}

/** The values that JSON cannot say. */
function spoken(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(spoken);
  const said = value as Record<string, never>;
  const [name, ...more] = Object.keys(said);
  if (more.length === 0) {
    if (name === "base64") return Buffer.from(said.base64!, "base64");
    if (name === "undefined") return undefined;
    if (name === "nan") return NaN;
    if (name === "infinity") return said.infinity! * Infinity;
    if (name === "minusZero") return -0;
    if (name === "integer") return BigInt(said.integer!);
    if (name === "datetime") return new Date(said.datetime!);
  }
  return Object.fromEntries(Object.entries(said).map(([key, item]) => [key, spoken(item)]));
}

function errorOf(run: () => unknown): CacheError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(CacheError);
    return error as CacheError;
  }
  throw new Error("nothing was thrown");
}
