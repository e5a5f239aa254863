import { encodeWith } from "./codecs";
import { stateOf, waits } from "./decisions";
import { encodeEntry, type Entry, type Tags } from "./entry";
import { CacheError } from "./errors";
import type { CacheEvent } from "./events";
import { Gathered } from "./gathered";
import type { Guard } from "./guard";
import { newId } from "./ids";
import { type Plan, type Settings, sharingOf } from "./options";
import { byTag, type Reader } from "./reader";
import { callLoader, Control, type Loader } from "./loader";
import { Slots } from "./slots";
import type { Claim, Filling, Found, Store } from "./store";
import type { Telemetry } from "./telemetry";

/** A value, and which callers may take it (contract 8.1). */
export interface Outcome {
  value: unknown;
  /** Callers that came before it began may. */
  begun: number;
  /** Callers that came before this may too, for the lease and the tags still held then. */
  confirmed: number;
}

/** What a load is for, beside its plan. */
interface Known {
  /** An entry that counts, and is to be replaced. */
  entry?: Entry;
  /** Whether its value serves where the loader fails. */
  serves: boolean;
}

interface Held {
  token: string;
  tags: Tags;
}

/** Loads under lease, one at a time for a key, and shares them in the process (contract 8). */
export class Loads {
  private readonly running = new Map<string, { plan: Plan; outcome: Promise<Outcome> }>();
  private readonly refreshing = new Map<string, { plan: Plan }>();
  private readonly held = new Map<string, string>();
  private readonly controls = new Set<Control>();
  private readonly slots: Slots;
  private readonly claims: Gathered<Claim, Found & { won: boolean }>;
  private readonly fillings: Gathered<Filling, { stored: boolean; ids: readonly (string | null)[] }>;
  private moment = 0;

  constructor(
    store: Store,
    private readonly guard: Guard,
    private readonly reader: Reader,
    private readonly settings: Settings,
    private readonly emit: (event: CacheEvent) => void,
    private readonly telemetry?: Telemetry,
  ) {
    this.slots = new Slots(settings.awayLoads);
    const { tagTtlMs } = settings;
    this.claims = new Gathered((claims) => guard.stepOfMany("acquire", () => store.acquire(claims, tagTtlMs)));
    this.fillings = new Gathered((fillings) => guard.stepOfMany("fill", () => store.fill(fillings)));
  }

  /** A point in the order of calls and results of this process. */
  now(): number {
    return ++this.moment;
  }

  get count(): number {
    return this.running.size + this.refreshing.size;
  }

  /** The load under way for the key and its tags, or a new one. */
  share(plan: Plan, load: Loader, known: Known): Promise<Outcome> {
    const id = sharingOf(plan);
    const found = this.running.get(id);
    if (found) return found.outcome;
    const outcome = this.obtain(plan, load, known).finally(() => {
      if (this.running.get(id)?.outcome === outcome) this.running.delete(id);
    });
    this.running.set(id, { plan, outcome });
    return outcome;
  }

  /** Loads behind the back of a caller that was served, unless another does. Never fails. */
  async refresh(plan: Plan, load: Loader, entry: Entry): Promise<void> {
    if (this.refreshing.has(plan.entry)) return;
    const own = { plan };
    this.refreshing.set(plan.entry, own);
    try {
      const known = { entry, serves: true };
      const claim = await this.claim(plan);
      if (!claim) return;
      if (this.fresh(claim, plan, known)) await this.end(plan, claim.token);
      else if (claim.won) await this.loadHolding(plan, load, known, claim, 0);
    } catch {
      // Said by events; the caller has its value.
    } finally {
      if (this.refreshing.get(plan.entry) === own) this.refreshing.delete(plan.entry);
    }
  }

  /** Nobody shares loads of these any more. */
  detach(entries: readonly string[], tagKeys: readonly string[]): void {
    const [gone, tags] = [new Set(entries), new Set(tagKeys)];
    for (const loads of [this.running, this.refreshing]) {
      for (const [id, { plan }] of loads) {
        if (gone.has(plan.entry) || plan.tagKeys.some((key) => tags.has(key))) loads.delete(id);
      }
    }
  }

  /** Aborts loads, and gives their leases back. */
  async close(): Promise<void> {
    for (const control of this.controls) control.abort(new CacheError("closed", "the cache was closed"));
    await Promise.all([...this.held].map(([token, entry]) => this.guard.release(entry, token)));
  }

  private async obtain(plan: Plan, load: Loader, known: Known): Promise<Outcome> {
    const delays = waits(this.settings.random);
    const deadline = performance.now() + plan.waitMs;
    for (;;) {
      const begun = this.now();
      const claim = await this.claim(plan);
      if (!claim) return this.loadUnguarded(plan, load, known);
      const fresh = this.fresh(claim, plan, known);
      if (fresh) {
        if (claim.won) void this.end(plan, claim.token);
        return { value: fresh.value, begun, confirmed: 0 };
      }
      if (claim.won) return this.loadHolding(plan, load, known, claim, begun);
      const left = deadline - performance.now();
      if (left <= 0) return this.loadUnguarded(plan, load, known);
      await sleep(Math.min(delays.next().value, left));
    }
  }

  /** Tries to take the lease; undefined where Redis is away. */
  private async claim(plan: Plan): Promise<(Found & { won: boolean; token: string }) | undefined> {
    const token = newId();
    const { entry, leaseMs, tagKeys } = plan;
    try {
      const claim = await this.claims.ask({ entry, token, leaseMs, tagKeys });
      if (claim.won) this.held.set(token, entry);
      return { ...claim, token };
    } catch (error) {
      // It may have been done, or may still be.
      if ((error as CacheError).kind !== "away") this.guard.owed.add({ kind: "lease", key: entry, token });
      return undefined;
    }
  }

  /** What another has stored meanwhile. */
  private fresh(claim: Found, plan: Plan, known: Known): Entry | undefined {
    const entry = this.reader.decoded(claim);
    if (!entry || entry.stored === known.entry?.stored) return undefined;
    const ids = byTag(plan.tags, claim.ids);
    const tags = Object.keys(entry.tags);
    if (tags.length !== plan.tags.length || tags.some((tag) => entry.tags[tag] !== ids[tag])) return undefined;
    return stateOf(entry, this.settings.clock(), 0) === "fresh" ? entry : undefined;
  }

  private async loadHolding(
    plan: Plan,
    load: Loader,
    known: Known,
    claim: Found & { token: string },
    begun: number,
  ): Promise<Outcome> {
    const { token } = claim;
    if (claim.ids.includes(null)) {
      await this.end(plan, token);
      return this.loadUnguarded(plan, load, known);
    }
    try {
      const started = performance.now();
      const value = await this.call(plan, load, known);
      const ms = performance.now() - started;
      const tags = byTag(plan.tags, claim.ids) as Record<string, string>;
      return { value, begun, confirmed: await this.fillEntry(plan, value, ms, { token, tags }) };
    } catch (error) {
      await this.end(plan, token, known.serves && !isOwn(error) ? this.settings.throttleMs : 0);
      throw error;
    }
  }

  /** Fills the entry; tells which callers may share the value, 0 for none. */
  private async fillEntry(plan: Plan, value: unknown, ms: number, { token, tags }: Held): Promise<number> {
    const outcome = (of: "stored" | "refused" | "unstored") =>
      this.emit({ type: "load", key: plan.key, ms: Math.round(ms), outcome: of });
    const entry = this.encoded(plan, value, ms, tags);
    if (!entry) {
      outcome("unstored");
      await this.end(plan, token);
      return 0;
    }
    const sent = this.now();
    try {
      const { stored, ids } = await this.fillings.ask({ ...entry, entry: plan.entry, token, tagKeys: plan.tagKeys });
      const holds = plan.tags.every((tag, i) => ids[i] === tags[tag]);
      this.held.delete(token);
      outcome(stored ? "stored" : "refused");
      if (stored && holds) return sent;
      this.emit({ type: "refused", key: plan.key, reason: stored ? "tags" : "lease" });
    } catch {
      outcome("unstored");
      await this.end(plan, token);
    }
    return 0;
  }

  private encoded(plan: Plan, value: unknown, ms: number, tags: Tags): { bytes: Buffer; expiry: number } | undefined {
    const { codec, maxBytes, compressFrom, random, clock } = this.settings;
    try {
      const negative = plan.negative?.when(value) ? plan.negative : undefined;
      const payload = encodeWith(codec, value);
      if (payload.length > maxBytes) {
        this.emit({ type: "refused", key: plan.key, reason: "size" });
        return undefined;
      }
      const ttl = (negative ?? plan).draw(random());
      const header = { stored: Math.floor(clock()), ttl, load: Math.round(ms), tags };
      const expiry = ttl === 0 ? 0 : ttl + (negative ? 0 : plan.staleMs);
      return { bytes: encodeEntry(header, codec.name, payload, compressFrom), expiry };
    } catch (error) {
      this.emit({ type: "load", key: plan.key, ms: Math.round(ms), outcome: "failed" });
      throw error;
    }
  }

  private loadUnguarded(plan: Plan, load: Loader, known: Known): Promise<Outcome> {
    return this.slots.run(async () => {
      const begun = this.now();
      const started = performance.now();
      const value = await this.call(plan, load, known);
      const ms = Math.round(performance.now() - started);
      // What Redis would refuse is refused without it too.
      encodeWith(this.settings.codec, value);
      this.emit({ type: "load", key: plan.key, ms, outcome: "unstored" });
      return { value, begun, confirmed: 0 };
    }, plan.waitMs);
  }

  private async call(plan: Plan, load: Loader, { entry }: Known): Promise<unknown> {
    const control = new Control();
    this.controls.add(control);
    const started = performance.now();
    try {
      const call = () => callLoader(load, plan, control, entry);
      return await (this.telemetry ? this.telemetry.span("load", plan.key, call) : call());
    } catch (error) {
      const ms = Math.round(performance.now() - started);
      this.emit({ type: "load", key: plan.key, ms, outcome: "failed" });
      throw error;
    } finally {
      this.controls.delete(control);
    }
  }

  private end(plan: Plan, token: string, holdMs = 0): Promise<void> {
    this.held.delete(token);
    return this.guard.release(plan.entry, token, holdMs);
  }
}

/** Of a loader that gave nothing in time, or a value that is refused: the next one may do better at once. */
const isOwn = (error: unknown) =>
  error instanceof CacheError && (error.kind === "loadTimeout" || error.kind === "value");

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
