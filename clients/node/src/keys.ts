import { refused } from "./errors";

/** Names of keys in Redis for one prefix and version (contract 2). */
export class Names {
  private readonly base: string;

  /** @throws CacheError of kind `argument` where a name would meet another cache's. */
  constructor(prefix: string, version = "1") {
    if (typeof prefix !== "string" || !/^[A-Za-z0-9._:-]{1,64}$/.test(prefix)) {
      throw refused("prefix", prefix, "is not 1 to 64 of A-Z a-z 0-9 . _ : -", 'Name the application: "shop"');
    }
    if (typeof version !== "string" || !/^[A-Za-z0-9._-]{1,32}$/.test(version) || version === "tag") {
      throw refused("version", version, "is not 1 to 32 of A-Z a-z 0-9 . _ -, or is tag", 'Number it: "2"');
    }
    this.base = `${prefix}:${version}:`;
  }

  /** The lease has the same name and `:lease`, and so the same slot of a cluster. */
  entry(key: string): string {
    return `${this.base}{${escaped("key", key)}}`;
  }

  tag(tag: string): string {
    return `${this.base}tag:{${escaped("tag", tag)}}`;
  }
}

export const leaseOf = (entry: string): string => `${entry}:lease`;

/** Braces would end the part that decides on the slot, and let two keys meet. */
function escaped(what: string, text: string): string {
  if (typeof text !== "string" || text === "") throw refused(what, text, "is not a text", "Give one that is not empty");
  if (!/[%{}\ud800-\udfff]/.test(text)) return text;
  if (/\p{Surrogate}/u.test(text)) {
    throw refused(what, text, "has half a character, which UTF-8 cannot say", "Encode it: encodeURIComponent, base64");
  }
  return text.replace(/[%{}]/g, encodeURIComponent);
}
