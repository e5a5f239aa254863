import type { Cluster, Redis } from "ioredis";
import { CacheError } from "./errors";
import { newId } from "./ids";
import { leaseOf } from "./keys";
import { drop, fill, renew, type Script } from "./scripts";

export type Client = Redis | Cluster;

/** The bytes of an entry, and the ids of tags in the order asked. */
export interface Found {
  /** Null for none; `"WRONGTYPE"` where the key holds something else. */
  bytes: Buffer | null | "WRONGTYPE";
  ids: readonly (string | null)[];
}

/** What `acquire` asks for. */
export interface Claim {
  entry: string;
  token: string;
  leaseMs: number;
  tagKeys: readonly string[];
}

/** What `fill` stores. */
export interface Filling {
  entry: string;
  token: string;
  bytes: Buffer;
  /** In ms; 0 is never. */
  expiry: number;
  /** Those whose ids are read with it. */
  tagKeys: readonly string[];
}

/** What `drop` ends, or keeps others from taking for `holdMs`. */
export interface Lease {
  entry: string;
  token: string;
  holdMs: number;
}

/** What an invalidation takes away: entries by their key, tags by theirs, with a new id each. */
export interface Removal {
  entries: readonly string[];
  tagKeys: readonly string[];
  tagTtlMs: number;
}

type Command = [name: string, ...parameters: (string | number | Buffer)[]];
/** Of a command. */
export type Answer = Buffer | number | string | null | Answer[];

/** Of a script. */
interface Call {
  keys: string[];
  parameters: (string | number | Buffer)[];
}

/**
 * The steps that the cache takes in Redis. On a cluster each command goes to the node of its key; elsewhere those of
 * one step go out together, and the server executes them in order.
 */
export class Store {
  readonly isCluster: boolean;
  private becoming?: Promise<void>;

  constructor(readonly client: Client) {
    this.isCluster = client.isCluster;
  }

  /** Undefined where commands can be sent at once. It fails where the client was closed for good. */
  ready(): Promise<void> | undefined {
    const { client } = this;
    if (client.status === "ready") return undefined;
    if (client.status === "end") return Promise.reject(new CacheError("connection", "the client was closed"));
    // Whoever made the client hears of its errors.
    if (client.status === "wait") client.connect().catch(() => {});
    this.becoming ??= new Promise((resolve) =>
      client.once("ready", () => {
        this.becoming = undefined;
        resolve();
      }),
    );
    return this.becoming;
  }

  /** Fails where it is of another type: see {@link wrongTypeIn}. */
  bytes(entry: string): Promise<Found["bytes"]> {
    return this.client.getBuffer(entry);
  }

  async read(entry: string, tagKeys: readonly string[]): Promise<Found> {
    const [bytes, ...ids] = await this.getMany([entry, ...tagKeys]);
    return { bytes: bytes!, ids: ids.map(text) };
  }

  /** The values of keys; what is of another type is null where one command reads all. */
  async getMany(keys: readonly string[]): Promise<(Buffer | null | "WRONGTYPE")[]> {
    if (this.isCluster) return Promise.all(keys.map((key) => this.get(key)));
    return this.client.mgetBuffer([...keys]);
  }

  async ids(tagKeys: readonly string[]): Promise<(string | null)[]> {
    return (await this.getMany(tagKeys)).map(text);
  }

  /** Takes leases where they are free, then reads the entries, and makes sure that each tag has an id. */
  async acquire(claims: readonly Claim[], tagTtlMs: number): Promise<((Found & { won: boolean }) | Error)[]> {
    const tagKeys = [...new Set(claims.flatMap((claim) => claim.tagKeys))];
    const leases = claims.map((claim): Command => {
      return ["SET", leaseOf(claim.entry), claim.token, "PX", claim.leaseMs, "NX"];
    });
    const reads: Command[] = [
      ...claims.map(({ entry }): Command => ["GET", entry]),
      ...tagKeys.flatMap((key) => ensuring(key, tagTtlMs)),
    ];
    const answers = await this.inOrder(leases, reads);
    const tags = answers.slice(2 * claims.length);
    const failed = tags.find((answer) => answer instanceof Error);
    const idOf = new Map(tagKeys.map((key, i) => [key, text(tags[2 * i + 1] as Buffer | null)]));
    return claims.map((claim, i) => {
      const won = answers[i]!;
      if (won instanceof Error) return won;
      if (failed && claim.tagKeys.length > 0) return failed;
      const bytes = foundOrError(answers[claims.length + i]!);
      if (bytes instanceof Error) return bytes;
      return { won: won !== null, bytes, ids: claim.tagKeys.map((key) => idOf.get(key)!) };
    });
  }

  /** Fills entries; false where the lease was revoked or has expired. Then reads the ids of their tags. */
  async fill(fillings: readonly Filling[]): Promise<({ stored: boolean; ids: readonly (string | null)[] } | Error)[]> {
    const tagKeys = [...new Set(fillings.flatMap((filling) => filling.tagKeys))];
    const calls = fillings.map(({ entry, token, bytes, expiry }): Call => ({
      keys: [entry, leaseOf(entry)],
      parameters: [token, bytes, expiry],
    }));
    const { answers, after } = await this.scripts(fill, calls, this.readsOf(tagKeys));
    const failed = after.find((answer) => answer instanceof Error);
    const read = (this.isCluster ? after : (after[0] ?? [])) as (Buffer | null)[];
    const idOf = failed ? undefined : new Map(tagKeys.map((key, i) => [key, text(read[i]!)]));
    return answers.map((answer, i) => {
      if (answer instanceof Error) return answer;
      const own = fillings[i]!.tagKeys;
      if (failed && own.length > 0) return failed;
      return { stored: answer === 1, ids: own.map((key) => idOf!.get(key)!) };
    });
  }

  /** Ends leases, or keeps others from taking them. */
  async drop(leases: readonly Lease[]): Promise<(Answer | Error)[]> {
    const calls = leases.map(({ entry, token, holdMs }): Call => ({
      keys: [leaseOf(entry)],
      parameters: [token, holdMs],
    }));
    return (await this.scripts(drop, calls)).answers;
  }

  /** Revokes the lease, then stores. */
  async set(entry: string, bytes: Buffer, expiry: number): Promise<void> {
    const expires: [string, number] | [] = expiry === 0 ? [] : ["PX", expiry];
    await this.all([
      ["UNLINK", leaseOf(entry)],
      ["SET", entry, bytes, ...expires],
    ]);
  }

  /** The ids of tags, made where there is none. */
  async ensureTags(tagKeys: readonly string[], tagTtlMs: number): Promise<string[]> {
    const answers = await this.all(tagKeys.flatMap((key) => ensuring(key, tagTtlMs)));
    return answers.filter((_, i) => i % 2 === 1).map((id) => text(id as Buffer | null) ?? "");
  }

  /** Takes entries away, and gives tags other ids. */
  async remove({ entries, tagKeys, tagTtlMs }: Removal, client: Client = this.client): Promise<void> {
    await this.all(
      [
        ...entries.map((entry): Command => ["UNLINK", entry, leaseOf(entry)]),
        ...tagKeys.map((key): Command => ["EVAL", renew.text, 1, key, newId(), tagTtlMs]),
      ],
      client,
    );
  }

  private get(key: string): Promise<Buffer | null | "WRONGTYPE"> {
    return this.client.getBuffer(key).catch((error: Error) => {
      if (wrongTypeIn(error)) return "WRONGTYPE";
      throw error;
    });
  }

  /** Sends commands together, and fails with the first error among their answers. */
  private async all(commands: Command[], client: Client = this.client): Promise<Answer[]> {
    const answers = await answersTo(client, commands);
    const failed = answers.find((answer) => answer instanceof Error);
    if (failed) throw failed;
    return answers as Answer[];
  }

  /** The answers to commands, and to others that are executed after them. */
  private async inOrder(first: Command[], others: Command[]): Promise<(Answer | Error)[]> {
    if (!this.isCluster) return answersTo(this.client, [...first, ...others]);
    // A redirection could change the order of commands to one node.
    const answers = await answersTo(this.client, first);
    return [...answers, ...(await answersTo(this.client, others))];
  }

  /** What reads the values of keys. */
  private readsOf(keys: readonly string[]): Command[] {
    if (keys.length === 0) return [];
    return this.isCluster ? keys.map((key) => ["GET", key]) : [["MGET", ...keys]];
  }

  /** The answers of a script, and to commands that are executed after its last call. */
  private async scripts(
    { sha, text: source }: Script,
    calls: readonly Call[],
    others: Command[] = [],
  ): Promise<{ answers: (Answer | Error)[]; after: (Answer | Error)[] }> {
    const commandsOf = (name: "EVALSHA" | "EVAL", some: readonly Call[]) =>
      some.map(({ keys, parameters }): Command => {
        return [name, name === "EVAL" ? source : sha, keys.length, ...keys, ...parameters];
      });
    const given = await this.inOrder(commandsOf("EVALSHA", calls), others);
    const answers = given.slice(0, calls.length);
    const unknown = calls.filter((_, i) => isUnknownScript(answers[i]!));
    if (unknown.length === 0) return { answers, after: given.slice(calls.length) };
    const again = await this.inOrder(commandsOf("EVAL", unknown), others);
    const late = again.slice(0, unknown.length);
    return {
      answers: answers.map((answer) => (isUnknownScript(answer) ? late.shift()! : answer)),
      after: again.slice(unknown.length),
    };
  }
}

/** Makes an id where there is none, and tells it. */
const ensuring = (tagKey: string, tagTtlMs: number): Command[] => [
  ["SET", tagKey, newId(), "PX", tagTtlMs, "NX"],
  ["GETEX", tagKey, "PX", tagTtlMs],
];

const isUnknownScript = (answer: Answer | Error) => answer instanceof Error && answer.message.startsWith("NOSCRIPT");

async function answersTo(client: Client, commands: Command[]): Promise<(Answer | Error)[]> {
  if (client.isCluster || commands.length === 1) {
    const sent = commands.map(([name, ...parameters]) => client.callBuffer(name, ...parameters) as Promise<Answer>);
    const settled = await Promise.allSettled(sent);
    return settled.map((one) => (one.status === "fulfilled" ? one.value : (one.reason as Error)));
  }
  const pipeline = (client as Redis).pipeline();
  for (const [name, ...parameters] of commands) pipeline.callBuffer(name, ...parameters);
  const answers = await pipeline.exec();
  return (answers ?? []).map(([error, answer]) => error ?? (answer as Answer));
}

/** What Redis answers where a key holds something else. */
export const wrongTypeIn = (error: unknown): "WRONGTYPE" | undefined =>
  (error as Error).message.startsWith("WRONGTYPE") ? "WRONGTYPE" : undefined;

function foundOrError(answer: Answer | Error): Found["bytes"] | Error {
  if (!(answer instanceof Error)) return answer as Buffer | null;
  return wrongTypeIn(answer) ?? answer;
}

const text = (answer: Buffer | string | null): string | null =>
  typeof answer === "string" || answer === null ? answer : answer.toString("latin1");
