import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import { parse } from "yaml";
import { Cache, type CacheEvent, type Connection, createClient, type FetchOptions } from "../../../clients/node/src";
import { type Fault, Relay } from "../../../benchmarks/cache/relay";
import { patient, patientClient } from "./patience";

type Values = Record<string, unknown>;
type Step = Values & { cache: string };

export interface Scenario {
  name: string;
  vectors: number[];
  caches: Record<string, Values & { fetch?: Values }>;
  steps: Step[];
}

export function scenariosIn(file: string): Scenario[] {
  return parse(readFileSync(join(__dirname, "../../../clients/vectors", file), "utf8")) as Scenario[];
}

interface Player {
  cache: Cache;
  client: Redis;
  fetchOptions: Values;
  events: CacheEvent[];
}

/** Where a scenario is played. */
interface Place {
  connection: Connection;
  /** Asks the server itself. */
  admin: Redis;
  /** Between the caches and the server. */
  relay?: Relay;
}

/** Whether a scenario puts the way to the server out of order, or changes rights. */
export const needsOwnServer = ({ steps }: Scenario) =>
  steps.some((step) => ["fault", "keep", "resend"].some((name) => name in step) || isOfRights(step.redis));

const isOfRights = (command: unknown) => Array.isArray(command) && command[0] === "ACL";

/** Plays a scenario on a server of this machine, through a relay. */
export async function playOn(port: number, admin: Redis, scenario: Scenario): Promise<void> {
  const relay = await Relay.to(port);
  try {
    await play({ connection: { url: `redis://127.0.0.1:${relay.port}` }, admin, relay }, scenario);
  } finally {
    await relay.close();
  }
}

/** Plays a scenario, and fails where it goes another way. */
export async function play(place: Place, scenario: Scenario): Promise<void> {
  const run = new Run(place);
  try {
    run.start(scenario);
    for (const [i, step] of scenario.steps.entries()) {
      try {
        await run.do(step);
      } catch (error) {
        throw new Error(`step ${i + 1}, ${JSON.stringify(step)}: ${(error as Error).message}`, { cause: error });
      }
    }
  } finally {
    await run.end();
  }
}

class Run {
  private now = 1_790_000_000_000;
  private random = 0.5;
  private source: Values = {};
  private readonly players = new Map<string, Player>();
  private readonly begun = new Map<string, Promise<unknown>>();
  private readonly gates = new Map<string, Gate>();
  private readonly loads: Record<string, number> = {};

  constructor(private readonly place: Place) {}

  start({ caches, steps }: Scenario): void {
    // Where nothing fails, a slow machine must not look like a fault.
    const hasFault = steps.some((step) => "fault" in step);
    const { budgetMs } = patient;
    for (const [name, { fetch = {}, ...options }] of Object.entries(caches)) {
      const { connection } = this.place;
      const client = hasFault ? createClient(connection) : patientClient(connection);
      const events: CacheEvent[] = [];
      const cache = new Cache(client, {
        prefix: "scenario",
        budgetMs: hasFault ? 1000 : budgetMs,
        ...options,
        clock: () => this.now,
        random: () => this.random,
        onEvent: (event) => events.push(event),
      });
      this.players.set(name, { cache, client, fetchOptions: { ttl: 60, ...fetch }, events });
    }
  }

  async end(): Promise<void> {
    for (const gate of this.gates.values()) gate.open();
    for (const { cache, client } of this.players.values()) {
      await cache.close();
      client.disconnect();
    }
  }

  async do(step: Step): Promise<void> {
    const kind = Object.keys(step).find((name) => name in this.steps) as keyof Run["steps"] | undefined;
    if (!kind) throw new Error("no such step");
    await this.steps[kind](step);
  }

  private readonly steps = {
    begin: ({ begin, ...step }: Step) => {
      const call = "fetch" in step ? this.fetch(step) : this.invalidate(step);
      call.catch(() => {});
      this.begun.set(begin as string, call);
    },
    end: ({ end, ...step }: Step) => expectCall(this.begun.get(end as string)!, step),
    fetch: (step: Step) => expectCall(this.fetch(step), step),
    get: async (step: Step) => {
      const { get, cache, hit, miss: _, ...options } = step;
      const call = this.player(cache).cache.get(get as string, without(options, "error"));
      if (step.error) return expectCall(call, step);
      const found = await call;
      expect(found && { value: found.value, stale: found.stale }).toEqual(hit);
    },
    set: ({ set, cache, value, ...step }: Step) =>
      expectCall(this.player(cache).cache.set(set as string, value, without(step, "error") as never), step),
    delete: (step: Step) => expectCall(this.player(step.cache).cache.delete(...(step.delete as string[])), step),
    invalidate: (step: Step) => expectCall(this.invalidate(step), step),
    source: ({ source }: Step) => void Object.assign(this.source, source),
    at: ({ at }: Step) => wait(`a loader at ${String(at)}`, () => this.gate(at as string).isReached),
    open: ({ open }: Step) => this.gate(open as string).open(),
    redis: async ({ redis, reply }: Step) => {
      const [command, ...parameters] = redis as string[];
      const answer = await this.place.admin.call(command!, ...parameters);
      if (reply !== undefined) expect(answer).toEqual(reply);
    },
    keep: ({ keep }: Step) => this.relay.keep(keep as boolean),
    resend: () => this.relay.resend(),
    fault: ({ fault }: Step) => this.relay.fault(fault as Fault),
    clock: ({ clock }: Step) => void (this.now += clock as number),
    random: ({ random }: Step) => void (this.random = random as number),
    until: async ({ until, cache }: Step) => {
      const { cache: tried, fetchOptions } = this.player(cache);
      const key = until as string;
      await wait("a hit", async () => {
        let loaded = false;
        const load = () => ((loaded = true), this.source[key]);
        await tried.fetch(key, load, fetchOptions as never);
        return !loaded;
      });
    },
    settled: ({ settled }: Step) => this.player(settled as string).cache.idle(),
    loads: ({ loads }: Step) => {
      for (const [key, count] of Object.entries(loads as Values))
        expect([key, this.loads[key] ?? 0]).toEqual([key, count]);
    },
    events: ({ events, cache }: Step) => {
      for (const [type, expected] of Object.entries(events as Record<string, number | { least: number }>)) {
        const count = this.player(cache).events.filter((event) => event.type === type).length;
        if (typeof expected === "number") expect([type, count]).toEqual([type, expected]);
        else expect(count).toBeGreaterThanOrEqual(expected.least);
      }
    },
  };

  private fetch({ fetch, cache, loader = {}, ...step }: Step): Promise<unknown> {
    const { cache: asked, fetchOptions } = this.player(cache);
    const { negative, ...options } = { ...fetchOptions, ...without(step, "value", "error") };
    const given = negative as { when: unknown; ttl: number } | undefined;
    const all = {
      ...options,
      ...(given && { negative: { when: (value: unknown) => value === given.when, ttl: given.ttl } }),
    };
    const key = fetch as string;
    return asked.fetch(key, () => this.load(key, loader as Values), all as FetchOptions);
  }

  private async load(key: string, { gate, error, ms, ...given }: Values): Promise<unknown> {
    this.loads[key] = (this.loads[key] ?? 0) + 1;
    const value = "value" in given ? given.value : this.source[key];
    if (error !== undefined) throw new Error(error as string);
    if (gate !== undefined) await this.gate(gate as string).pass();
    const until = performance.now() + ((ms as number) ?? 0);
    await wait("the loader's time", () => performance.now() >= until);
    return value;
  }

  private invalidate({ invalidate, cache, durable }: Step): Promise<void> {
    return this.player(cache).cache.invalidate(invalidate as object, { durable: durable === true });
  }

  private get relay(): Relay {
    if (!this.place.relay) throw new Error("there is no relay on the way");
    return this.place.relay;
  }

  private player(name: string): Player {
    const found = this.players.get(name);
    if (!found) throw new Error(`no cache ${name}`);
    return found;
  }

  private gate(name: string): Gate {
    const found = this.gates.get(name) ?? new Gate();
    this.gates.set(name, found);
    return found;
  }
}

/** Where loaders wait until it is opened. */
export class Gate {
  isReached = false;
  isOpen = false;
  private resolve!: () => void;
  private readonly opened = new Promise<void>((resolve) => (this.resolve = resolve));

  open(): void {
    this.isOpen = true;
    this.resolve();
  }

  pass(): Promise<void> {
    this.isReached = true;
    return this.opened;
  }
}

async function expectCall(call: Promise<unknown>, step: Values): Promise<void> {
  if (step.error === undefined) {
    const value = await call;
    if ("value" in step) expect(value).toEqual(step.value);
    return;
  }
  const error = await call.then(
    () => undefined,
    (thrown: Error & { kind?: string }) => thrown,
  );
  if (!error) throw new Error("it did not fail");
  if (step.error === "any") return;
  expect(error.kind ?? "loader").toBe(step.error);
}

async function wait(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  await pWaitFor(condition, { interval: 5, timeout: { milliseconds: 60_000, message: `${what}: not within 60 s` } });
}

function without(values: Values, ...names: string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}
