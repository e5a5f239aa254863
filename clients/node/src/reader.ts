import { judgeTags } from "./decisions";
import { decodeEntry, type Entry, noTags, Unreadable } from "./entry";
import type { CacheEvent } from "./events";
import { chunksOf } from "./gathered";
import type { Guard } from "./guard";
import type { Names } from "./keys";
import { type Place, type Settings, sharingOf } from "./options";
import { type Found, type Store, wrongTypeIn } from "./store";

const turn = Promise.resolve();
const none: readonly never[] = Object.freeze([]);

/** Reads entries, and tells which of them count (contract 7). */
export class Reader {
  /** Reads that are not given to the connection yet, and so may be shared. */
  private readonly unsent = new Map<string, Promise<Entry | undefined>>();

  constructor(
    private readonly store: Store,
    private readonly guard: Guard,
    private readonly names: Names,
    private readonly settings: Settings,
    private readonly emit: (event: CacheEvent) => void,
  ) {}

  /**
   * The entry if it counts, be it expired.
   *
   * @throws CacheError where Redis is away
   */
  read(place: Place): Promise<Entry | undefined> {
    const id = sharingOf(place);
    const shared = this.unsent.get(id);
    if (shared) return shared;
    const reading = new Promise<Entry | undefined>((resolve, reject) => {
      // After the callers of this turn. A promise does it at less cost than process.nextTick.
      void turn.then(() => {
        this.unsent.delete(id);
        this.send(place, resolve, reject);
      });
    });
    this.unsent.set(id, reading);
    return reading;
  }

  /** The same of many that have the same tags; a step that fails is the answer for its places. */
  async readMany(places: readonly Place[]): Promise<(Entry | undefined | Error)[]> {
    const read: (Entry | undefined | Error)[] = [];
    for (const some of chunksOf(places)) {
      read.push(...(await this.readSome(some).catch((error: Error) => some.map(() => error))));
    }
    return read;
  }

  private async readSome(places: readonly Place[]): Promise<(Entry | undefined)[]> {
    const tagKeys = places[0]?.tagKeys ?? [];
    const entries = places.map(({ entry }) => entry);
    await this.guard.settle([...entries, ...tagKeys]);
    const found = await this.guard.step("read", () => this.store.getMany([...entries, ...tagKeys]));
    const ids = found.slice(entries.length).map((id) => id?.toString() ?? null);
    return Promise.all(places.map(async (place, i) => this.counted({ bytes: found[i]!, ids }, place)));
  }

  /** What bytes say, if they are an entry; why they are not is for `report`. */
  decoded({ bytes }: Found, report: (reason: string) => void = () => {}): Entry | undefined {
    if (bytes === null) return undefined;
    try {
      if (bytes === "WRONGTYPE") throw new Unreadable("the key holds a value of another type");
      return decodeEntry(bytes, this.settings.codec, this.settings.maxBytes);
    } catch (error) {
      report((error as Error).message);
      return undefined;
    }
  }

  private send(
    place: Place,
    resolve: (entry: Entry | undefined | Promise<Entry | undefined>) => void,
    reject: (error: Error) => void,
  ): void {
    const { entry, tagKeys } = place;
    const read = () =>
      tagKeys.length === 0
        ? this.guard.stepInto(
            "read",
            () => this.store.bytes(entry),
            (bytes) => resolve(this.counted({ bytes, ids: none }, place)),
            reject,
            wrongTypeIn,
          )
        : this.guard.stepInto(
            "read",
            () => this.store.read(entry, tagKeys),
            (found) => resolve(this.counted(found, place)),
            reject,
          );
    if (this.guard.owed.size === 0) read();
    else this.guard.settle([entry, ...tagKeys]).then(read, reject);
  }

  private counted(found: Found, place: Place): Entry | undefined | Promise<Entry | undefined> {
    const entry = this.decoded(found, (reason) => this.emit({ type: "unreadable", key: place.key, reason }));
    if (!entry) return undefined;
    if (place.tags.length === 0 && entry.tags === noTags) return entry;
    const { counts, missing } = judgeTags(entry.tags, place.tags, byTag(place.tags, found.ids));
    if (!counts) return undefined;
    return missing.length === 0 ? entry : this.countedBy(missing, entry);
  }

  private async countedBy(tags: readonly string[], entry: Entry): Promise<Entry | undefined> {
    const keys = tags.map((tag) => this.names.tag(tag));
    await this.guard.settle(keys);
    const ids = await this.guard.step("read", () => this.store.ids(keys));
    return tags.every((tag, i) => ids[i] === entry.tags[tag]) ? entry : undefined;
  }
}

/** Ids by tag, as Redis has them. */
export function byTag(tags: readonly string[], ids: readonly (string | null)[]): Record<string, string | null> {
  const found = Object.create(null) as Record<string, string | null>;
  tags.forEach((tag, i) => (found[tag] = ids[i] ?? null));
  return found;
}
